import table from "../../../core-wasm/effects.json" with { type: "json" };
import { shown } from "../../shown.ts";
import type { Argument, Effect } from "../../types.ts";
import { flagText } from "./flags.ts";

/** Names of the system calls in man pages, where the operation's own is another. */
const MAN_PAGE: Readonly<Record<string, string>> = {
  open: "openat",
  mkdir: "mkdirat",
  unlink: "unlinkat",
  rmdir: "unlinkat",
  rename: "renameat2",
  readlink: "readlinkat",
  getdents: "getdents64",
  umount: "umount2",
  fsconfig_fd: "fsconfig",
  sleep: "nanosleep",
};
const NAMES = new Map(table.effects.map(({ op, names }) => [op, names]));

/** The system call of an effect. */
export function callName(op: string): string {
  return MAN_PAGE[op] ?? op;
}

/** The arguments in order, registers as d0 (descriptor) and m0 (mount id), flags by their names. */
export function argumentTexts(effect: Effect): string[] {
  const names = NAMES.get(effect.op) ?? [];
  const texts = effect.arguments.map((argument, i) => argumentText(effect.op, names[i] ?? "", argument));
  return effect.op === "rmdir" ? [...texts, "AT_REMOVEDIR"] : texts;
}

function argumentText(op: string, name: string, argument: Argument): string {
  switch (argument.tag) {
    case "descriptor":
      return `d${argument.value}`;
    case "cwd":
      return "AT_FDCWD";
    case "mount-id":
      return `m${argument.value}`;
    case "text":
      return JSON.stringify(shown(argument.value));
    case "number":
      return flagText(op, name, argument.value);
    case "none":
      return "NULL";
  }
}

const MOST = 160;

/** An effect as one line, long texts shortened. */
export function callText(effect: Effect): string {
  const texts = argumentTexts(effect).map((text) => {
    return text.length > MOST ? `${text.slice(0, MOST)}…" (${text.length} characters)` : text;
  });
  const into = effect.into === undefined ? "" : ` → ${effect.op === "statx" ? "m" : "d"}${effect.into}`;
  const marks = `${effect.soft ? " or not" : ""}${effect.absent ? " must not exist" : ""}`;
  return `${callName(effect.op)}(${texts.join(", ")})${into}${marks}`;
}
