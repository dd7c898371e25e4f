// Two edges, one memory: the call that begins ends whatever the other edge had begun.

import { reset } from "./memory.ts";

let now: i32 = 0;

/** Forgets everything that lies in the memory; returns the number of the call that begins. */
export function begin(): i32 {
  reset();
  now++;
  return now;
}

/** Whether nothing else began since. */
export function isNow(turn: i32): bool {
  return turn == now;
}
