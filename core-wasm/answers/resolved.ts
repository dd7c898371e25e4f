import { put32 } from "../memory/memory.ts";
import { Resolved } from "../users/resolve.ts";
import { Answer } from "./answer.ts";

/** Writes whom a USER means. */
export function writeResolved(answer: Answer, found: Resolved): void {
  const out = answer.out;
  const outcome = answer.draft.setResolved();
  outcome.setUid(found.uid);
  outcome.setGid(found.gid);
  const first = outcome.setAdditionalGids(out, found.gids.length);
  for (let i = 0; i < found.gids.length && !out.overflow; i++) put32(first + i * 4, found.gids[i]);
  const username = found.username;
  if (username !== null) outcome.setUsername(out, username);
}
