import type { Note, Unmounted } from "../../types.ts";

/** Milliseconds that a person notices. */
const NOTICEABLE = 300;

/** Whether taking down took so long that it is told. */
export function isNoticeable({ milliseconds }: Unmounted): boolean {
  return milliseconds >= NOTICEABLE;
}

/** Where the kernel wrote a file system back: what would spare that. Pauses of a busy mount are no such time. */
export async function slowNotes(unmounted: Unmounted): Promise<Note[]> {
  const { target, synced, milliseconds, retries } = unmounted;
  if (!synced || retries > 0 || !isNoticeable(unmounted)) return [];
  const { hint, sentence } = await import("../../rules.ts");
  const rule = "unmount.slow";
  const message = sentence(rule, { item: target, needs: Math.round(milliseconds) });
  return [{ rule, message, hint: hint(rule) }];
}
