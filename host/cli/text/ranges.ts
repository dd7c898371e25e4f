import type { JsonIdRange } from "../json/mounts.ts";
import { jsonText } from "./path.ts";

/** The lines of a map. */
export function rangesOf(map: Uint8Array): JsonIdRange[] {
  const lines = jsonText(map).trimEnd().split("\n");
  return lines.map((line) => {
    const [container = 0, host = 0, size = 0] = line.split(" ").map(Number);
    return { container, host, size };
  });
}
