// What is said when the planner trapped, which no input should make it do: which input it was, and where it is kept.
import { runtime } from "#runtime";
import { errorFor, type LayermountError } from "../errors.ts";
import type { Rule } from "./generated/types.ts";

/** The rule by which it is said. */
export const TRAPPED = "planner.trapped";

/** A call of the planner that trapped. */
export interface Trap {
  readonly call: string;
  /** The parameter, in the canonical form. */
  readonly message: Uint8Array;
  /** A program of the run was carried out before: what it did is still there. */
  readonly begun: boolean;
  readonly cause: unknown;
}

/** The error of a trap; the rule's sentence comes from a fresh planner, if that one can still tell it. */
export function trapError({ call, message, begun, cause }: Trap, rules: readonly Rule[]): LayermountError {
  const rule = rules.find(({ id }) => id === TRAPPED);
  const digest = digestOf(message);
  const fill: Readonly<Record<string, string>> = {
    item: digest,
    other: kept(call, digest, message),
    needs: String(message.length),
  };
  const sentence = rule?.sentence ?? `${TRAPPED}: {item}, {needs} bytes: {other}`;
  const text = sentence.replace(/\{(item|other|needs)\}/g, (_, hole: string) => fill[hole] ?? "");
  const left = begun ? ["what the run did before: its record is kept"] : undefined;
  return errorFor(begun ? "left" : "refused", TRAPPED, text, { hint: rule?.hint, left, cause });
}

function digestOf(message: Uint8Array): string {
  try {
    return `sha256:${runtime.sha256(message)}`;
  } catch {
    return "of no digest here";
  }
}

/** Files that were written, by digest: the same input is kept once. */
const files = new Map<string, string>();

/** Where the message is kept, or why it is not; in a directory of its own that nobody else can enter. */
function kept(call: string, digest: string, message: Uint8Array): string {
  const before = files.get(digest);
  if (before !== undefined) return before;
  const fs = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:fs");
  if (fs === undefined) return "nowhere: there are no files here";
  try {
    const file = `${fs.mkdtempSync(`${runtime.env("TMPDIR") || "/tmp"}/layermount-trap-`)}/${call}.message`;
    fs.writeFileSync(file, message, { mode: 0o600 });
    files.set(digest, file);
    return file;
  } catch (error) {
    return `nowhere: ${error instanceof Error ? error.message : error}`;
  }
}
