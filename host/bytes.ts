// Paths are bytes. Where they must be text, they are escaped as mountinfo escapes them: `\040` for a space.
import type { Path } from "./types.ts";

const utf8 = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ascii = new TextDecoder("latin1");
const SPACE = 0x20;
const TILDE = 0x7e;
const BACKSLASH = 0x5c;

/**
 * The bytes of a path or of option text.
 *
 * @throws TypeError for half a surrogate pair: it would become another character, and so another path.
 */
export function bytesOf(path: Path): Uint8Array {
  if (typeof path !== "string") return path;
  if (!path.isWellFormed()) throw new TypeError("a text with half a surrogate pair names no path");
  return utf8.encode(path);
}

/** The bytes as text, or undefined where they are no UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** ASCII text that stands for exactly these bytes; {@link unescaped} takes it back. */
export function escaped(bytes: Uint8Array): string {
  let plain = 0;
  while (plain < bytes.length && isPlain(bytes[plain] as number)) plain++;
  if (plain === bytes.length) return ascii.decode(bytes);
  let text = "";
  for (const byte of bytes) {
    text += isPlain(byte) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  }
  return text;
}

function isPlain(byte: number): boolean {
  return byte > SPACE && byte <= TILDE && byte !== BACKSLASH;
}

/** The bytes that an escaped text stands for, or undefined where it is none. */
export function unescaped(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    let byte = text.charCodeAt(i);
    if (byte === BACKSLASH) {
      const octal = text.slice(i + 1, i + 4);
      if (!/^[0-3][0-7]{2}$/.test(octal)) return undefined;
      byte = Number.parseInt(octal, 8);
      i += 3;
    } else if (!isPlain(byte)) {
      return undefined;
    }
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

/** Whether two runs of bytes are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const ESCAPED = 0xdc00;

/**
 * Text that stands for exactly these bytes: what is UTF-8 as it is, any other byte as the lone surrogate 0xdc00 + byte,
 * as Python's `surrogateescape` does it. {@link surrogateBytes} takes it back.
 */
export function surrogateText(bytes: Uint8Array): string {
  const whole = utf8Text(bytes);
  if (whole !== undefined) return whole;
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const character = utf8Text(bytes.subarray(at, at + length));
    text += character ?? String.fromCharCode(ESCAPED + first);
    at += character === undefined ? 1 : length;
  }
  return text;
}

/** The bytes that a text of {@link surrogateText} stands for. */
export function surrogateBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return utf8.encode(text);
  const parts = text.split(/([\udc80-\udcff])/u);
  return joined(
    parts.map((part) => (part.isWellFormed() ? utf8.encode(part) : Uint8Array.of(part.charCodeAt(0) - ESCAPED))),
  );
}

/** Runs of bytes, one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
