// Where names stand in an image's passwd and group, and in what is asked of them.
import type { Names } from "./paths.ts";

/** A name, or what else is no number, between colons, commas and white space; what begins a comment stays before it. */
const WORD = /[^\s:,#]+/g;
const NUMBER = /^[+-]?\d+$/;
/** Whoever gives no USER asks for this one. */
const KEPT: ReadonlySet<string> = new Set(["root", "+", "-"]);

/** Changes every name: in a file, in a USER, in a list of groups. Numbers stay. */
export function userNamesIn(text: string, names: Names): string {
  return text.replace(WORD, (word) => (NUMBER.test(word) || KEPT.has(word) ? word : names.name(word)));
}
