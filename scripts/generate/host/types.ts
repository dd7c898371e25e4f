import { compounds, isBytes, parts } from "../core/shapes.ts";
import { docComment, header } from "../lines.ts";
import { camel, pascal } from "../names.ts";
import type { Definition, RecordType, Type, VariantType, World } from "../wit/resolve.ts";

const RESULT = `/** What a function answers that can refuse. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };
`;

/**
 * Names of the host's types. What comes in may hold text where it holds bytes; a type that goes both ways and holds
 * bytes therefore has two forms, and the one that comes in is called `…Input`.
 */
export class HostTypes {
  private readonly incoming: ReadonlySet<Type>;
  private readonly outgoing: ReadonlySet<Type>;
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
    this.incoming = new Set(compounds(world, "in"));
    this.outgoing = new Set(compounds(world, "out"));
  }

  /** `host/planner/generated/types.ts`. */
  text(): string {
    const definitions = this.world.definitions.flatMap((type) => this.definition(type));
    const uses = definitions.some((text) => /\bBytes\b/.test(text))
      ? 'import type { Bytes } from "../writer.ts";\n\n'
      : "";
    return `${header("core-wasm/planner.wit")}\n${uses}${RESULT}\n${definitions.join("\n")}`;
  }

  /** The name of a record, variant, enum or flags. */
  name(type: Definition, way: "in" | "out"): string {
    const two = way === "in" && this.incoming.has(type) && this.outgoing.has(type) && holdsBytes(type);
    return two ? `${pascal(type.name)}Input` : pascal(type.name);
  }

  type(type: Type, way: "in" | "out"): string {
    if (isBytes(type)) return way === "in" ? "Bytes" : "Uint8Array";
    switch (type.kind) {
      case "primitive":
        if (type.name === "bool") return "boolean";
        if (type.name === "string") return "string";
        return type.name === "u64" || type.name === "s64" ? "bigint" : "number";
      case "list": {
        const element = this.type(type.element, way);
        return `readonly ${element.includes("|") ? `(${element})` : element}[]`;
      }
      case "tuple":
        return `readonly [${type.elements.map((element) => this.type(element, way)).join(", ")}]`;
      case "option":
        if (type.some.kind === "option")
          throw new Error("an option of an option has no form in the host: use a variant");
        return `${this.type(type.some, way)} | undefined`;
      case "result":
        return `Result<${this.part(type.ok, way)}, ${this.part(type.error, way)}>`;
      default:
        return this.name(type, way);
    }
  }

  private part(type: Type | undefined, way: "in" | "out"): string {
    return type === undefined ? "undefined" : this.type(type, way);
  }

  private definition(type: Definition): string[] {
    const docs = docComment(type.docs);
    switch (type.kind) {
      case "enum":
        return [
          `${docs}export type ${pascal(type.name)} = ${type.cases.map((item) => `"${item.name}"`).join(" | ")};\n`,
        ];
      case "flags": {
        const flags = type.flags.map(
          (flag) => `${docComment(flag.docs, "  ")}  readonly ${camel(flag.name)}: boolean;\n`,
        );
        return [`${docs}export interface ${pascal(type.name)} {\n${flags.join("")}}\n`];
      }
      default: {
        const ways = (["in", "out"] as const).filter((way) => (way === "in" ? this.incoming : this.outgoing).has(type));
        const names = new Map(ways.map((way) => [this.name(type, way), way]));
        return [...names].map(([name, way]) => docs + this.compound(name, type, way));
      }
    }
  }

  private compound(name: string, type: RecordType | VariantType, way: "in" | "out"): string {
    if (type.kind === "variant") {
      const cases = type.cases.map((item) => {
        const value = item.type === undefined ? "" : `; readonly value: ${this.type(item.type, way)}`;
        return `${docComment(item.docs, "  ")}  | { readonly tag: "${item.name}"${value} }`;
      });
      return `export type ${name} =\n${cases.join("\n")};\n`;
    }
    const fields = type.fields.map((field) => {
      const optional = field.type.kind === "option" ? "?" : "";
      const docs = docComment(field.docs, "  ");
      return `${docs}  readonly ${camel(field.name)}${optional}: ${this.type(field.type, way)};\n`;
    });
    return `export interface ${name} {\n${fields.join("")}}\n`;
  }
}

function holdsBytes(type: Type): boolean {
  return isBytes(type) || parts(type).some(holdsBytes);
}
