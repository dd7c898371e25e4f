// JSON as bytes: names that are no UTF-8 come through, and every error knows its place. JSON.parse can do neither.
import { placeOf, Wrong } from "../wrong.ts";

/** A value and where it begins. */
export type Json = { readonly at: number } & (
  | { readonly kind: "text"; readonly bytes: Uint8Array }
  | { readonly kind: "list"; readonly items: readonly Json[] }
  | { readonly kind: "object"; readonly fields: readonly Field[] }
  | { readonly kind: "number" | "literal"; readonly text: string }
);

export interface Field {
  readonly at: number;
  readonly name: Uint8Array;
  readonly value: Json;
}

const DEPTH_MOST = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SHORT: Readonly<Record<string, number>> = { '"': 34, "\\": 92, "/": 47, b: 8, f: 12, n: 10, r: 13, t: 9 };
const latin1 = new TextDecoder("latin1");

/**
 * Reads a JSON text.
 *
 * @throws Wrong `input.json-syntax` and `input.surrogate`.
 */
export function parseJson(bytes: Uint8Array, file: string): Json {
  return new JsonParser(bytes, file).document();
}

class JsonParser {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly file: string,
  ) {}

  document(): Json {
    const value = this.value(0);
    this.space();
    if (this.at < this.bytes.length) this.wrong("something follows the value");
    return value;
  }

  private value(depth: number): Json {
    this.space();
    const at = this.at;
    const first = this.peek();
    if (depth > DEPTH_MOST) this.wrong(`it is nested deeper than ${DEPTH_MOST}`);
    if (first === "[") return { at, kind: "list", items: this.items("]", () => this.value(depth + 1)) };
    if (first === "{") return { at, kind: "object", fields: this.items("}", () => this.field(depth + 1)) };
    if (first === '"') return { at, kind: "text", bytes: this.text() };
    const word = this.word();
    if (/^(?:true|false|null)$/.test(word)) return { at, kind: "literal", text: word };
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(word)) return { at, kind: "number", text: word };
    this.at = at;
    return this.wrong(first === "" ? "it ends where a value is expected" : "here a value is expected");
  }

  private items<T>(close: "]" | "}", item: () => T): T[] {
    const items: T[] = [];
    this.at++;
    this.space();
    if (this.peek() === close) {
      this.at++;
      return items;
    }
    for (;;) {
      items.push(item());
      this.space();
      const next = this.peek();
      if (next !== "," && next !== close) this.wrong(`here , or ${close} is expected`);
      this.at++;
      if (next === close) return items;
    }
  }

  private field(depth: number): Field {
    this.space();
    const at = this.at;
    if (this.peek() !== '"') this.wrong("here the name of a field in quotes is expected");
    const name = this.text();
    this.space();
    if (this.peek() !== ":") this.wrong("here : is expected");
    this.at++;
    return { at, name, value: this.value(depth) };
  }

  private text(): Uint8Array {
    const from = ++this.at;
    // Escapes never become longer than they are written.
    const out = new Uint8Array(this.end(from) - from);
    let length = 0;
    for (;;) {
      const byte = this.bytes[this.at] as number;
      if (byte === QUOTE) break;
      if (byte < 0x20) this.wrong("a control character in a text is written as an escape");
      if (byte === BACKSLASH) length += this.escape(out.subarray(length));
      else {
        out[length++] = byte;
        this.at++;
      }
    }
    this.at++;
    return out.subarray(0, length);
  }

  /** Where the text that begins at `from` ends: at the first quote that is not escaped. */
  private end(from: number): number {
    for (let i = from; i < this.bytes.length; i++) {
      if (this.bytes[i] === QUOTE) return i;
      if (this.bytes[i] === BACKSLASH) i++;
    }
    this.at = from - 1;
    return this.wrong("a text begins here and does not end");
  }

  private escape(out: Uint8Array): number {
    const letter = String.fromCharCode(this.bytes[this.at + 1] as number);
    const short = SHORT[letter];
    if (short !== undefined) {
      out[0] = short;
      this.at += 2;
      return 1;
    }
    if (letter !== "u") this.wrong(`there is no escape \\${letter}`);
    const high = this.unit(this.at);
    const low = this.unit(this.at + 6);
    const pair = isHigh(high) && isLow(low);
    if (high === undefined) return this.wrong("four hexadecimal digits follow \\u");
    if (!pair && (isHigh(high) || isLow(high))) {
      const item = `\\u${high.toString(16)}`;
      throw new Wrong("input.surrogate", { item }, { file: this.file, ...placeOf(this.bytes, this.at) });
    }
    const text = pair ? String.fromCharCode(high, low as number) : String.fromCharCode(high);
    this.at += pair ? 12 : 6;
    return new TextEncoder().encodeInto(text, out).written;
  }

  /** The 16 bits of the escape of a UTF-16 unit at `at`, if there is one. */
  private unit(at: number): number | undefined {
    const digits = /^\\u([0-9a-fA-F]{4})$/.exec(latin1.decode(this.bytes.subarray(at, at + 6)))?.[1];
    return digits === undefined ? undefined : Number.parseInt(digits, 16);
  }

  private word(): string {
    const from = this.at;
    while (/[-+.0-9A-Za-z]/.test(this.peek())) this.at++;
    return latin1.decode(this.bytes.subarray(from, this.at));
  }

  private space(): void {
    while (" \t\r\n".includes(this.peek()) && this.peek() !== "") this.at++;
  }

  private peek(): string {
    const byte = this.bytes[this.at];
    return byte === undefined ? "" : String.fromCharCode(byte);
  }

  private wrong(other: string): never {
    throw new Wrong("input.json-syntax", { other }, { file: this.file, ...placeOf(this.bytes, this.at) });
  }
}

function isHigh(unit: number | undefined): boolean {
  return unit !== undefined && unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number | undefined): boolean {
  return unit !== undefined && unit >= 0xdc00 && unit < 0xe000;
}
