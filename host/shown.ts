import { escaped, surrogateBytes, surrogateText } from "./bytes.ts";
import type { Path } from "./types.ts";

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\udc80-\udcff]/u;
const HIDDEN_OR_BACKSLASH = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\udc80-\udcff\\]/gu;

/** Bytes for a person: what could move a cursor or hide a name, and what is no text, is escaped as in mountinfo. */
export function shown(path: Path): string {
  const text = typeof path === "string" ? path : surrogateText(path);
  if (!HIDDEN.test(text)) return text;
  return text.replace(HIDDEN_OR_BACKSLASH, (letter) => escaped(surrogateBytes(letter)));
}
