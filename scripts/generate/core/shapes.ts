import { pascal } from "../names.ts";
import type { Definition, RecordType, Type, VariantType, World } from "../wit/resolve.ts";

/** Whether a type is `list<u8>`. */
export function isBytes(type: Type): boolean {
  return type.kind === "list" && type.element.kind === "primitive" && type.element.name === "u8";
}

/** Types that the core reads and writes as one i32. */
export function isNumber(type: Type): boolean {
  if (type.kind === "enum" || type.kind === "flags") return true;
  return type.kind === "primitive" && ["bool", "u8", "u16", "u32", "s32"].includes(type.name);
}

export function isBool(type: Type): boolean {
  return type.kind === "primitive" && type.name === "bool";
}

export function isString(type: Type): boolean {
  return type.kind === "primitive" && type.name === "string";
}

export function isWide(type: Type): boolean {
  return type.kind === "primitive" && (type.name === "u64" || type.name === "s64");
}

/** The name of a shape as a part of class and function names: `BytesList`, `OptionWay`. */
export function shapeName(type: Type): string {
  if (isBytes(type)) return "Bytes";
  switch (type.kind) {
    case "primitive":
      return pascal(type.name);
    case "list":
      return `${shapeName(type.element)}List`;
    case "option":
      return `Option${shapeName(type.some)}`;
    case "result":
      return `Result${type.ok ? shapeName(type.ok) : "None"}${type.error ? shapeName(type.error) : "None"}`;
    case "tuple":
      return `Tuple${type.elements.map(shapeName).join("")}`;
    default:
      return pascal(type.name);
  }
}

/** The core's types have no form for this one. */
export function unsupported(what: string, type: Type): never {
  throw new Error(`${what}: the core has no form for ${shapeName(type)} here`);
}

/** Every type that these reach, each once, outermost first. */
export function reached(roots: readonly Type[]): Type[] {
  const found = new Map<string, Type>();
  const visit = (type: Type): void => {
    if (found.has(shapeName(type))) return;
    found.set(shapeName(type), type);
    for (const part of parts(type)) visit(part);
  };
  for (const root of roots) visit(root);
  return [...found.values()];
}

/** What a type is made of, directly. */
export function parts(type: Type): readonly Type[] {
  const some = (types: readonly (Type | undefined)[]): Type[] => types.filter((part) => part !== undefined);
  switch (type.kind) {
    case "list":
      return [type.element];
    case "option":
      return [type.some];
    case "result":
      return some([type.ok, type.error]);
    case "tuple":
      return type.elements;
    case "record":
      return type.fields.map((field) => field.type);
    case "variant":
      return some(type.cases.map((item) => item.type));
    default:
      return [];
  }
}

/** The records and variants among the types that come in, or that go out, in the order of the source. */
export function compounds(world: World, way: "in" | "out"): (RecordType | VariantType)[] {
  const roots =
    way === "in"
      ? world.functions.flatMap((item) => item.parameters.map((parameter) => parameter.type))
      : world.functions.flatMap((item) => (item.result === undefined ? [] : [item.result]));
  const all = new Set<Type>(reached(roots));
  const isCompound = (type: Definition): type is RecordType | VariantType =>
    type.kind === "record" || type.kind === "variant";
  return world.definitions.filter(isCompound).filter((type) => all.has(type));
}
