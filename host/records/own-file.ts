// A file of the state directory is trusted only as far as its descriptor says.
import { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, S_IFMT, S_IFREG } from "../linux/numbers.ts";
import type { Stat } from "../linux/observation.ts";
import type { State } from "./state.ts";

/** How it is opened to be read: what is no file is neither followed nor waited for. */
export const READING: number = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

/** Why it is not a regular file of this user alone; undefined where it is one. */
export function distrust({ mode, uid }: Stat, state: State): string | undefined {
  if ((mode & S_IFMT) !== S_IFREG) return "it is no regular file";
  if (uid !== state.uid) return `it belongs to user ${uid}`;
  return mode & 0o077 ? `its mode is 0${(mode & 0o7777).toString(8)}` : undefined;
}
