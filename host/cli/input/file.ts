import { runtime } from "#runtime";
import { joined } from "../../bytes.ts";
import { Wrong } from "../wrong.ts";

/** Far more than a list for one target needs; what is longer is not read to its end. */
export const INPUT_BYTES_MOST = 16 * 1024 * 1024;

/**
 * The bytes of a file, or of standard input where the name is `-`.
 *
 * @throws Wrong `input.unreadable`, `input.size`.
 */
export async function readInput(name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of runtime.stream(name)) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > INPUT_BYTES_MOST) throw new Wrong("input.size", { item: name, budget: INPUT_BYTES_MOST });
    }
  } catch (error) {
    const { Unable } = await import("../../runtime/unable.ts");
    if (error instanceof Wrong || error instanceof Unable) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Wrong("input.unreadable", { item: name, other: code });
  }
  return joined(chunks);
}
