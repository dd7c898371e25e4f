import type { Position } from "./tokens.ts";

/** Names as they stand in the source: kebab-case. */
export interface Named extends Position {
  readonly name: string;
  readonly docs: readonly string[];
}

export const PRIMITIVES = [
  "bool",
  "u8",
  "u16",
  "u32",
  "u64",
  "s8",
  "s16",
  "s32",
  "s64",
  "f32",
  "f64",
  "char",
  "string",
] as const;

export type Primitive = (typeof PRIMITIVES)[number];

/** A type as written: names are not looked up yet. */
export type TypeSyntax =
  | { readonly kind: "primitive"; readonly name: Primitive }
  | { readonly kind: "reference"; readonly name: string; readonly position: Position }
  | { readonly kind: "list"; readonly element: TypeSyntax }
  | { readonly kind: "option"; readonly some: TypeSyntax }
  | { readonly kind: "result"; readonly ok: TypeSyntax | undefined; readonly error: TypeSyntax | undefined }
  | { readonly kind: "tuple"; readonly elements: readonly TypeSyntax[] };

export interface FieldSyntax extends Named {
  readonly type: TypeSyntax;
}

export interface CaseSyntax extends Named {
  readonly type: TypeSyntax | undefined;
}

export type DefinitionSyntax = Named &
  (
    | { readonly kind: "alias"; readonly type: TypeSyntax }
    | { readonly kind: "record"; readonly fields: readonly FieldSyntax[] }
    | { readonly kind: "variant"; readonly cases: readonly CaseSyntax[] }
    | { readonly kind: "enum"; readonly cases: readonly Named[] }
    | { readonly kind: "flags"; readonly flags: readonly Named[] }
  );

export interface FunctionSyntax extends Named {
  readonly parameters: readonly FieldSyntax[];
  readonly result: TypeSyntax | undefined;
}

/** `use types.{mount as m}`: an interface, and pairs of its name and the name here. */
export interface UseSyntax extends Position {
  readonly from: string;
  readonly names: readonly { readonly name: string; readonly as: string; readonly position: Position }[];
}

export interface InterfaceSyntax extends Named {
  readonly uses: readonly UseSyntax[];
  readonly definitions: readonly DefinitionSyntax[];
  readonly functions: readonly FunctionSyntax[];
}

export interface WorldSyntax extends InterfaceSyntax {
  /** Functions that the world imports; `functions` are those that it exports. */
  readonly imported: readonly FunctionSyntax[];
  /** Interfaces that the world imports and exports, by name. */
  readonly importedInterfaces: readonly string[];
  readonly exportedInterfaces: readonly string[];
}

export interface PackageSyntax {
  readonly name: string;
  readonly version: string | undefined;
  readonly docs: readonly string[];
  readonly interfaces: readonly InterfaceSyntax[];
  readonly worlds: readonly WorldSyntax[];
}
