import { type Position, type Token, tokens, WitError } from "./tokens.ts";

const KEYWORDS = new Set(
  (
    "as async bool borrow char constructor enum export f32 f64 flags from func future import include interface list " +
    "option own package record resource result s16 s32 s64 s8 static stream string tuple type u16 u32 u64 u8 use " +
    "variant with world"
  ).split(" "),
);

/** A walk over the tokens of a source: what the parser's parts share. */
export class Cursor {
  private readonly all: readonly Token[];
  private index = 0;

  constructor(source: string) {
    this.all = tokens(source);
  }

  get token(): Token {
    return this.all[this.index] as Token;
  }

  advance(): Token {
    const token = this.token;
    if (token.kind !== "end") this.index++;
    return token;
  }

  /** Whether the next token is this keyword or sign. */
  is(text: string): boolean {
    return this.token.text === text && !this.token.escaped && this.token.kind !== "end";
  }

  /** Goes over the keyword or sign if it is there. */
  accept(text: string): boolean {
    const found = this.is(text);
    if (found) this.advance();
    return found;
  }

  expect(text: string): Token {
    if (!this.is(text)) this.fail(`expected \`${text}\`, found ${this.shown()}`);
    return this.advance();
  }

  /** A name; a keyword is one only after `%`. */
  name(): Token {
    const token = this.token;
    if (token.kind !== "word") this.fail(`expected a name, found ${this.shown()}`);
    if (KEYWORDS.has(token.text) && !token.escaped)
      this.fail(`\`${token.text}\` is a keyword: write \`%${token.text}\``);
    return this.advance();
  }

  /** Items up to the closing sign, with commas between and, if one likes, after them. */
  list<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.accept(close)) {
      items.push(item());
      if (this.accept(close)) break;
      this.expect(",");
    }
    return items;
  }

  /** `@since(…)`, `@unstable(…)`, `@deprecated(…)`: gates do not matter here. Docs stand before them. */
  docs(): readonly string[] {
    const docs = this.token.docs;
    while (this.is("@")) {
      this.advance();
      this.name();
      this.expect("(");
      while (!this.accept(")")) {
        if (this.token.kind === "end") this.fail("a gate that does not end");
        this.advance();
      }
    }
    return docs;
  }

  /** `name: func` and not the `name:` of a package. */
  startsFunction(): boolean {
    const [colon, word] = [this.all[this.index + 1], this.all[this.index + 2]];
    return colon?.text === ":" && word !== undefined && !word.escaped && /^(func|async|interface)$/.test(word.text);
  }

  fail(message: string, position: Position = this.token): never {
    throw new WitError(message, position);
  }

  private shown(): string {
    return this.token.kind === "end" ? "the end" : `\`${this.token.text}\``;
  }
}
