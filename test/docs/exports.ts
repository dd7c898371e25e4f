// What the library exports, with its doc comments: read from the source, as a reader of the source would.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;

export type Kind = "function" | "class" | "interface" | "type";

export interface Member {
  readonly name: string;
  readonly doc: string;
}

/** An export: where it is declared, its doc comment without stars, and its parts. */
export interface Exported {
  readonly name: string;
  readonly path: string;
  readonly kind: Kind;
  readonly doc: string;
  /** Of a function, by name. */
  readonly parameters: readonly string[];
  /** Of a class or an interface: those that callers see. */
  readonly members: readonly Member[];
}

/** Everything that a module exports, with what it exports of others. */
export function exportsOf(path: string): readonly Exported[] {
  const text = readFileSync(root + path, "utf8");
  const reexports = [...text.matchAll(/^export (?:type )?(?:\*|\{([^}]*)\}) from "([^"]+)";$/gm)];
  const others = reexports.flatMap(([, names, from = ""]) => {
    const all = exportsOf(join(dirname(path), from));
    if (names === undefined) return all;
    const wanted = names.split(",").map((name) => name.trim().replace(/^type /, ""));
    return wanted.filter(Boolean).map((name) => {
      const found = all.find((one) => one.name === name);
      if (found === undefined) throw new Error(`${path}: ${from} exports no ${name}`);
      return found;
    });
  });
  return [...declaredIn(path, text), ...others];
}

const COMMENT = String.raw`\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n`;
const DECLARATION = new RegExp(
  String.raw`^((?:${COMMENT})?)export (?:abstract |async )?(function|class|interface|type) (\w+)`,
  "gm",
);

/** The declarations of a module's text. */
export function declaredIn(path: string, text: string): readonly Exported[] {
  return [...text.matchAll(DECLARATION)].map(({ 0: whole, 1: comment = "", 2: kind, 3: name = "", index }) => {
    const rest = text.slice(index + whole.length);
    const hasMembers = kind === "class" || kind === "interface";
    return {
      name,
      path,
      kind: kind as Kind,
      doc: plain(comment),
      parameters: kind === "function" ? parametersIn(rest) : [],
      members: hasMembers ? membersIn(rest.slice(0, rest.indexOf("\n}"))) : [],
    };
  });
}

function parametersIn(rest: string): readonly string[] {
  const list = rest.slice(rest.indexOf("(") + 1, rest.search(/\): /));
  // A comma in a type stands in brackets of some kind.
  const flat = list.replace(/<[^<>]*>|\{[^{}]*\}|\([^()]*\)/g, "");
  return [...flat.matchAll(/(?:^|,)\s*(\w+)\??:/g)].map(([, name]) => name ?? "");
}

const MODIFIERS = "(?:(?:abstract|override|readonly|get|async) )*";
const MEMBER = new RegExp(String.raw`^((?: {2}${COMMENT})?) {2}(?!private|#)${MODIFIERS}(\[?[\w.]+\]?)\??[(:]`, "gm");

function membersIn(body: string): readonly Member[] {
  return [...body.matchAll(MEMBER)].map(([, comment = "", name = ""]) => ({ name, doc: plain(comment) }));
}

/** A comment's text. */
function plain(comment: string): string {
  return comment.replace(/^\s*\/\*\*\s?|\s*\*\/\s*$/g, "").replace(/^\s*\* ?/gm, "");
}

/** What follows a tag in a comment, for each time that it is there. */
export function tagged(doc: string, tag: string): readonly string[] {
  return doc
    .split(/^@/m)
    .slice(1)
    .flatMap((part) =>
      part.startsWith(`${tag} `) || part.startsWith(`${tag}\n`) ? [part.slice(tag.length).trim()] : [],
    );
}

/** What a comment begins with, before its first tag. */
export function summary(doc: string): string {
  return doc.split(/^@/m)[0]?.trim() ?? "";
}
