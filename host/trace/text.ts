import { surrogateBytes, surrogateText } from "../bytes.ts";

/** What could not stand in a line, or could not be told apart from an escape, and bytes that are no UTF-8. */
const ESCAPED = /[\p{Cc}\\\udc80-\udcff]/gu;
const ESCAPE = /\\([0-3][0-7]{2})/g;
const BACKSLASH = /\\(?![0-3][0-7]{2})/;
/** Half a surrogate pair. */
const BYTE = 0xdc00;

/** Bytes as text that every reader of JSON can hold: UTF-8 as it is, the rest in octal, as in mountinfo: `\012`. */
export function textOf(bytes: Uint8Array): string {
  return surrogateText(bytes).replace(ESCAPED, (letter) => {
    const code = letter.charCodeAt(0);
    if (code >= BYTE) return octal(code - BYTE);
    return Array.from(surrogateBytes(letter), octal).join("");
  });
}

/** The bytes that such a text stands for; undefined where it is none. */
export function bytesOfText(text: string): Uint8Array | undefined {
  if (BACKSLASH.test(text) || !text.isWellFormed()) return undefined;
  if (!text.includes("\\")) return surrogateBytes(text);
  const parts = text.split(ESCAPE);
  const bytes = parts.map((part, i) => (i % 2 === 0 ? surrogateBytes(part) : Uint8Array.of(Number.parseInt(part, 8))));
  return Uint8Array.from(bytes.flatMap((part) => [...part]));
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, "0")}`;
}
