/**
 * What the words of a mount mean, as one readable line: the tables of test/words
 * have an input and such a line in each row.
 */
import type { Bytes } from "../../core-wasm/bytes/bytes.ts";
import { ruleId } from "../../core-wasm/generated/rules.ts";
import { reset } from "../../core-wasm/memory/memory.ts";
import { Refusal } from "../../core-wasm/refusal/refusal.ts";
import { Meaning } from "../../core-wasm/words/meaning.ts";
import { parseWords } from "../../core-wasm/words/parse.ts";
import { bytesList, text } from "./bytes.ts";

const FLAGS: ReadonlyArray<readonly [number, string]> = [
  [1, "ro"],
  [2, "nosuid"],
  [4, "nodev"],
  [8, "noexec"],
  [16, "sync"],
  [64, "mand"],
  [128, "dirsync"],
  [256, "nosymfollow"],
  [1024, "noatime"],
  [2048, "nodiratime"],
  [4096, "bind"],
  [16384, "rec"],
  [32768, "silent"],
  [1 << 17, "unbindable"],
  [1 << 18, "private"],
  [1 << 19, "slave"],
  [1 << 20, "shared"],
  [1 << 21, "relatime"],
  [1 << 23, "iversion"],
  [1 << 24, "strictatime"],
  [1 << 25, "lazytime"],
];

function flags(bits: number): string {
  const known = FLAGS.filter(([bit]) => (bits & bit) !== 0);
  const left = known.reduce((rest, [bit]) => rest & ~bit, bits);
  return [...known.map(([, word]) => word), ...(left === 0 ? [] : [`0x${left.toString(16)}`])].join(" ");
}

/** What was understood, or why not. */
export interface Understood {
  readonly meaning: Meaning;
  readonly refusal: Refusal;
  readonly ok: boolean;
}

/** How the words are read: of an overlay, and with its layers given by themselves. */
export interface Reading {
  readonly overlay?: boolean;
  readonly typed?: boolean;
  /** Nothing is going to be written. */
  readonly readOnly?: boolean;
}

/** Reads option elements, in fresh memory. */
export function understand(options: readonly string[], reading: Reading = {}): Understood {
  const { overlay = false, typed = false, readOnly = false } = reading;
  reset();
  const meaning = new Meaning();
  meaning.readOnly = readOnly;
  const refusal = new Refusal();
  const ok = parseWords(bytesList(options), overlay, typed, meaning, refusal);
  return { meaning, refusal, ok };
}

/** The names of a list. */
export function names(list: readonly Bytes[]): string[] {
  return list.map((name) => text(name));
}

/** `refused RULE: ITEM`, or what each part holds; `nothing` where no word says anything. */
export function told(options: readonly string[], reading: Reading = {}): string {
  const { meaning, refusal, ok } = understand(options, reading);
  return ok ? toldMeaning(meaning) : `refused ${ruleId(refusal.rule)}: ${text(refusal.item)}`;
}

/** What each part of a meaning holds. */
export function toldMeaning(meaning: Meaning): string {
  const parts: string[] = [];
  if (meaning.flagsSet !== 0) parts.push(`set ${flags(meaning.flagsSet)}`);
  if (meaning.flagsClear !== 0) parts.push(`clear ${flags(meaning.flagsClear)}`);
  if (meaning.propagation !== 0) parts.push(`then ${flags(meaning.propagation)}`);
  if (meaning.loop) parts.push("loop");
  if (meaning.uidmap !== null) parts.push(`uidmap ${text(meaning.uidmap)}`);
  if (meaning.gidmap !== null) parts.push(`gidmap ${text(meaning.gidmap)}`);
  if (meaning.lowers.length > 0) parts.push(`lower ${names(meaning.lowers).join(" | ")}`);
  if (meaning.dataOnly.length > 0) parts.push(`data-only ${names(meaning.dataOnly).join(" | ")}`);
  if (meaning.upper !== null) parts.push(`upper ${text(meaning.upper)}`);
  if (meaning.work !== null) parts.push(`work ${text(meaning.work)}`);
  if (meaning.data.length > 0) parts.push(`data ${names(meaning.data).join(" | ")}`);
  return parts.length === 0 ? "nothing" : parts.join("; ");
}
