/** A place in a WIT source, both counted from one. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a WIT source, and where. */
export class WitError extends Error {
  readonly position: Position;

  constructor(message: string, position: Position) {
    super(`${position.line}:${position.column}: ${message}`);
    this.name = "WitError";
    this.position = position;
  }
}

export interface Token extends Position {
  readonly kind: "word" | "number" | "sign" | "end";
  readonly text: string;
  /** `%` before a word makes a name of what would be a keyword. */
  readonly escaped: boolean;
  /** The lines of the doc comments that stand directly before. */
  readonly docs: readonly string[];
}

const SPACE = /[ \t\r\n]+/y;
const WORD = /%?[a-zA-Z][a-zA-Z0-9]*(?:-[a-zA-Z0-9]+)*/y;
const NUMBER = /\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?/y;
const SIGN = /->|[{}()<>,;:.=/@*_]/y;
const LINE_COMMENT = /\/\/[^\n]*/y;

/** All tokens of a WIT source; the last one is `end`. */
export function tokens(source: string): Token[] {
  const found: Token[] = [];
  let docs: string[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  const position = (): Position => ({ line, column: at - lineStart + 1 });
  const take = (text: string): string => {
    for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) {
      line++;
      lineStart = at + i + 1;
    }
    at += text.length;
    return text;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const push = (kind: Token["kind"], text: string): void => {
    const escaped = kind === "word" && text.startsWith("%");
    found.push({ kind, text: escaped ? text.slice(1) : text, escaped, docs, ...position() });
    docs = [];
    take(text);
  };

  while (at < source.length) {
    const space = match(SPACE);
    if (space !== undefined) {
      take(space);
      continue;
    }
    const comment = source.startsWith("/*", at) ? blockComment(source, at, position()) : match(LINE_COMMENT);
    if (comment !== undefined) {
      docs.push(...docLines(comment));
      take(comment);
      continue;
    }
    const word = match(WORD);
    const number = match(NUMBER);
    const sign = match(SIGN);
    if (word !== undefined) push("word", word);
    else if (number !== undefined) push("number", number);
    else if (sign !== undefined) push("sign", sign);
    else throw new WitError(`unexpected character ${JSON.stringify(source[at])}`, position());
  }
  push("end", "");
  return found;
}

/** A block comment with those that are nested in it. */
function blockComment(source: string, at: number, position: Position): string {
  let depth = 0;
  for (let i = at; i < source.length; i++) {
    if (source.startsWith("/*", i)) {
      depth++;
      i++;
    } else if (source.startsWith("*/", i)) {
      depth--;
      i++;
      if (depth === 0) return source.slice(at, i + 1);
    }
  }
  throw new WitError("a block comment that does not end", position);
}

function docLines(comment: string): string[] {
  if (comment.startsWith("///")) return [comment.slice(3).trim()];
  if (!comment.startsWith("/**") || comment === "/**/") return [];
  const lines = comment.slice(3, -2).split("\n");
  return lines.map((line) => line.replace(/^\s*\*?/, "").trim()).filter((line) => line !== "");
}
