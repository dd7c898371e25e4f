/** What a trace holds where something else was expected, while it is read; whoever reads it adds the line. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}

/** @throws Malformed always. */
export function malformed(what: string): never {
  throw new Malformed(what);
}

/** A JSON value of which nothing is known yet. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The members of an object. @throws Malformed for anything else. */
export function members(value: Json | undefined, what: string): { readonly [name: string]: Json } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return malformed(`${what} is no object`);
  return value as { readonly [name: string]: Json };
}

/** A whole number between two others. @throws Malformed for anything else. */
export function whole(value: Json | undefined, what: string, least: number, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  return malformed(`${what} is no whole number from ${least} to ${most}`);
}
