import { runtime } from "#runtime";

/**
 * The digest of a plan: SHA-256 of the program's bytes, in hexadecimal, with the name of the function before it.
 *
 * @param program As the planner made it.
 * @returns `sha256:` and 64 digits.
 */
export function planHash(program: Uint8Array): string {
  return `sha256:${runtime.sha256(program)}`;
}

/** The same, where a digest cannot be had at once. */
export async function planDigest(program: Uint8Array): Promise<string> {
  return `sha256:${await runtime.digest(program)}`;
}
