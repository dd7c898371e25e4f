// Where names stand in paths and option words.
import { between, lettersOf, octal, plain, type Unit, type Units, unescaped, withLetters, written } from "./units.ts";
import { isKept, kindOfValue } from "./words.ts";

/** What becomes of names; one that only collects them gives them back. */
export interface Names {
  /** One component of a path. */
  name(name: string): string;
  /** A text of which it is not known where names stand. */
  sentence(text: string): string;
}

/**
 * Where the kernel shows processes and descriptors; both have numbers, which are no names. Behind more slashes than one
 * no number of a descriptor is left: what the planner makes room for is empty in a trace.
 */
const PROC = /^\/+(?:proc(?:\/+(?:self|thread-self|\d+)(?:\/+fd(?:\/\d+)?)?)?|dev\/+fd(?:\/\d+)?)(?=\/|$)/;
const TAG = /^(?:(?:PART)?(?:UUID|LABEL)|ID)=/;

const isSlash = ({ letter }: Unit): boolean => letter === "/";
const isColon = ({ written }: Unit): boolean => written === ":";
const isComma = ({ written }: Unit): boolean => written === ",";

/** Changes the components of a path. */
function units(path: Units, names: Names): Units {
  const [shown = ""] = PROC.exec(lettersOf(path)) ?? [];
  const changed = between(path.slice(shown.length), isSlash, (part) => {
    const name = lettersOf(part);
    return /^\.{0,2}$/.test(name) ? part : withLetters(part, names.name(name));
  });
  return [...path.slice(0, shown.length), ...changed];
}

/** Changes a path without escapes. */
export function pathIn(text: string, names: Names): string {
  return written(units(plain(text), names));
}

/** Changes what a mount's source names: a path, or a label with what kind of label it is. */
export function sourceIn(text: string, names: Names): string {
  if (isKept(text)) return text;
  const tag = TAG.exec(text)?.[0] ?? "";
  return tag + pathIn(text.slice(tag.length), names);
}

/** Changes a path as mountinfo writes it, or a source. */
export function octalPathIn(text: string, names: Names): string {
  return isKept(text) ? text : written(units(octal(text), names));
}

/** Changes the option text of mountinfo and statmount, words between commas. */
export function octalWordsIn(text: string, names: Names): string {
  return written(between(octal(text), isComma, (word) => wordUnits(word, names)));
}

/** Changes one option word. */
export function wordIn(text: string, names: Names): string {
  return written(wordUnits(plain(text), names));
}

function wordUnits(word: Units, names: Names): Units {
  const text = lettersOf(word);
  const equals = text.indexOf("=");
  const key = word.slice(0, [...text.slice(0, equals + 1)].length);
  const value = word.slice(key.length);
  const kind = kindOfValue(text.slice(0, Math.max(equals, 0)), lettersOf(value));
  if (kind === undefined) return word;
  if (kind === "literal") return [...key, ...units(value, names)];
  const read = unescaped(value);
  const change = (part: Units): Units => units(part, names);
  if (kind === "directories") return [...key, ...between(read, isColon, change)];
  // What is quoted is the same name.
  return [...key, ...between(read, ({ written }) => written === '"', change)];
}

/** A word of an element, as the planner ends it (core-wasm/words/split.ts); id maps, which name nothing, are cut. */
const WORD = {
  directory: /(?:[^\\,]|\\[\s\S]?)*/y,
  other: /(?:[^\\,=]|\\[\s\S]?)*(?:=(?:"(?:[^\\"]|\\[\s\S]?)*"?)?(?:[^\\,]|\\[\s\S]?)*)?/y,
};

/** Changes an element of a mount's options, which holds words between commas. */
export function optionsIn(text: string, overlay: boolean, names: Names): string {
  let said = "";
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at, at + 11);
    const directory = overlay && /^(?:(?:lower|upper|work)dir=|(?:lower|data)dir\+=)/.test(rest);
    const pattern = directory ? WORD.directory : WORD.other;
    pattern.lastIndex = at;
    const word = pattern.exec(text)?.[0] ?? "";
    at += word.length;
    said += wordIn(word, names) + text.slice(at, at + 1);
    at++;
  }
  return said;
}
