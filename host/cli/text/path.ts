import { utf8Text } from "../../bytes.ts";
import type { JsonTarget } from "../json.ts";

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** A path for JSON: its text, and its bytes where the text is not enough. */
export function jsonTarget(target: Uint8Array): JsonTarget {
  if (utf8Text(target) !== undefined) return { target: lenient.decode(target) };
  // A path is short. Node 20, which plans, has no `toBase64`.
  return { target: lenient.decode(target), targetBytes: btoa(String.fromCharCode(...target)) };
}

/** Text for JSON where only words are expected. */
export function jsonText(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}
