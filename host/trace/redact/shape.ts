import type { Json } from "../malformed.ts";

/** Members whose text is never a name. */
const EXACT: ReadonlySet<string> = new Set(["op", "phase", "why", "rule", "verdict", "way", "hint", "name"]);

/** What is decided, whatever names stand in it: letters and digits of one kind are the same. */
export function shapeOf(json: Json): string {
  return JSON.stringify(json, (key, value: Json) =>
    typeof value !== "string" || EXACT.has(key)
      ? value
      : value
          .replace(/\d/g, "0")
          .replace(/[A-Z]/g, "A")
          .replace(/[a-z]/g, "a")
          .replace(/[\u{c0}-\u{7ff}]/gu, "\u{c0}")
          .replace(/[\u{900}-\u{d7ff}]/gu, "\u{900}")
          .replace(/[\u{10000}-\u{10ffff}]/gu, "\u{10000}"),
  );
}
