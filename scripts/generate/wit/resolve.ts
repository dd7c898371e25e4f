import type { DefinitionSyntax, InterfaceSyntax, Named, PackageSyntax, Primitive, TypeSyntax } from "./model.ts";
import { type Position, WitError } from "./tokens.ts";

/** A type with every name looked up; aliases are gone. */
export type Type =
  | { readonly kind: "primitive"; readonly name: Primitive }
  | { readonly kind: "list"; readonly element: Type }
  | { readonly kind: "option"; readonly some: Type }
  | { readonly kind: "result"; readonly ok: Type | undefined; readonly error: Type | undefined }
  | { readonly kind: "tuple"; readonly elements: readonly Type[] }
  | Definition;

export interface Field extends Named {
  readonly type: Type;
}

export interface Case extends Named {
  readonly type: Type | undefined;
}

export type RecordType = Named & { readonly kind: "record"; readonly fields: readonly Field[] };
export type VariantType = Named & { readonly kind: "variant"; readonly cases: readonly Case[] };
export type EnumType = Named & { readonly kind: "enum"; readonly cases: readonly Named[] };
export type FlagsType = Named & { readonly kind: "flags"; readonly flags: readonly Named[] };
export type Definition = RecordType | VariantType | EnumType | FlagsType;

export interface ExportedFunction extends Named {
  /** What a module calls it that a component is made of: `layermount:planner/plan@0.1.0#next`. */
  readonly exported: string;
  readonly parameters: readonly Field[];
  readonly result: Type | undefined;
}

/** A world with its types resolved: all that the generator needs to know. */
export interface World {
  readonly package: string;
  readonly version: string | undefined;
  readonly name: string;
  readonly functions: readonly ExportedFunction[];
  /** Every named type that a function reaches, in the order of the source. */
  readonly definitions: readonly Definition[];
}

type Scope = Map<string, { readonly from: InterfaceSyntax; readonly name: string }>;

/** Looks up every name in the functions that the package's only world exports, by itself or in an interface. */
export function resolveWorld(source: PackageSyntax): World {
  const [world, another] = source.worlds;
  if (world === undefined || another !== undefined) {
    throw new WitError("expected one world", another ?? { line: 1, column: 1 });
  }
  const resolver = new Resolver(source);
  const version = source.version === undefined ? "" : `@${source.version}`;
  const functions = [
    ...resolver.functions(world, ""),
    ...world.exportedInterfaces.flatMap((name) => {
      const own = name.startsWith(`${source.name}/`) && name.endsWith(version);
      const short = own ? name.slice(source.name.length + 1, name.length - version.length) : name;
      return resolver.functions(resolver.interface(short, world), `${source.name}/${short}${version}#`);
    }),
  ];
  const definitions = [...resolver.done.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  return { package: source.name, version: source.version, name: world.name, functions, definitions };
}

class Resolver {
  readonly done = new Map<DefinitionSyntax, Definition>();
  private readonly open = new Set<DefinitionSyntax>();
  private readonly interfaces: Map<string, InterfaceSyntax>;

  constructor(source: PackageSyntax) {
    this.interfaces = new Map();
    for (const item of source.interfaces) {
      if (this.interfaces.has(item.name)) throw new WitError(`a second interface \`${item.name}\``, item);
      this.interfaces.set(item.name, item);
    }
  }

  interface(name: string, position: Position): InterfaceSyntax {
    const found = this.interfaces.get(name);
    if (found === undefined) throw new WitError(`no interface \`${name}\` in this package`, position);
    return found;
  }

  functions(inside: InterfaceSyntax, prefix: string): ExportedFunction[] {
    const scope = this.scope(inside);
    return inside.functions.map((declared) => ({
      ...declared,
      exported: prefix + declared.name,
      parameters: declared.parameters.map((field) => ({ ...field, type: this.type(field.type, scope) })),
      result: declared.result && this.type(declared.result, scope),
    }));
  }

  /** What the names in an interface or world mean. */
  scope(inside: InterfaceSyntax): Scope {
    const scope: Scope = new Map();
    const add = (as: string, from: InterfaceSyntax, name: string, position: Position): void => {
      if (scope.has(as)) throw new WitError(`a second type \`${as}\``, position);
      scope.set(as, { from, name });
    };
    for (const use of inside.uses) {
      const from = this.interface(use.from, use);
      for (const { name, as, position } of use.names) add(as, from, name, position);
    }
    for (const definition of inside.definitions) add(definition.name, inside, definition.name, definition);
    return scope;
  }

  type(syntax: TypeSyntax, scope: Scope): Type {
    switch (syntax.kind) {
      case "primitive":
        return syntax;
      case "list":
        return { kind: "list", element: this.type(syntax.element, scope) };
      case "option":
        return { kind: "option", some: this.type(syntax.some, scope) };
      case "tuple":
        return { kind: "tuple", elements: syntax.elements.map((element) => this.type(element, scope)) };
      case "result":
        return {
          kind: "result",
          ok: syntax.ok && this.type(syntax.ok, scope),
          error: syntax.error && this.type(syntax.error, scope),
        };
      case "reference":
        return this.reference(syntax.name, scope, syntax.position);
    }
  }

  private reference(name: string, scope: Scope, position: Position, through: readonly InterfaceSyntax[] = []): Type {
    const found = scope.get(name);
    if (found === undefined) throw new WitError(`no type \`${name}\``, position);
    const inner = this.scope(found.from);
    const definition = found.from.definitions.find((item) => item.name === found.name);
    // A name that the interface itself uses from another one; in a circle of uses nobody defines it.
    if (definition === undefined) {
      if (through.includes(found.from)) throw new WitError(`no type \`${found.name}\``, position);
      return this.reference(found.name, inner, position, [...through, found.from]);
    }
    const done = this.done.get(definition);
    if (done !== undefined) return done;
    if (this.open.has(definition)) throw new WitError(`\`${name}\` contains itself`, position);
    this.open.add(definition);
    const resolved = this.definition(definition, inner);
    this.open.delete(definition);
    if (resolved.kind === definition.kind) this.done.set(definition, resolved as Definition);
    return resolved;
  }

  private definition(definition: DefinitionSyntax, scope: Scope): Type {
    switch (definition.kind) {
      case "alias":
        return this.type(definition.type, scope);
      case "record": {
        const fields = unique(definition, definition.fields);
        return { ...definition, fields: fields.map((field) => ({ ...field, type: this.type(field.type, scope) })) };
      }
      case "variant": {
        const cases = unique(definition, definition.cases);
        return {
          ...definition,
          cases: cases.map((item) => ({ ...item, type: item.type && this.type(item.type, scope) })),
        };
      }
      case "enum":
        return { ...definition, cases: unique(definition, definition.cases) };
      case "flags":
        return { ...definition, flags: unique(definition, definition.flags) };
    }
  }
}

function unique<T extends Named>(whole: Named, items: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  for (const item of items) {
    if (seen.has(item.name)) throw new WitError(`a second \`${item.name}\``, item);
    seen.add(item.name);
  }
  if (items.length === 0) throw new WitError(`\`${whole.name}\` has no members`, whole);
  return items;
}
