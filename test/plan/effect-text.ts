/**
 * Effects as lines for people: one effect a line, long texts and long runs of alike effects shortened by one fixed
 * rule.
 */
import { argumentTexts } from "../../host/cli/text/effect.ts";
import type { Effect } from "../../host/planner/generated/types.ts";
import { ProgramView } from "../core/program-view.ts";

/** Longer texts are shortened to their ends. */
const LONG = 96;
const HEAD = 48;
const TAIL = 36;
/** Runs of alike effects are sought up to this period: open, statx, fsconfig, close of one layer are four. */
const PERIOD = 4;
/** A run of alike effects is shortened from so many repetitions on. */
const REPEATED = 4;

/** A long text by its two ends and its length, everything else as it is. */
export function ends(text: string, most: number = LONG): string {
  if (text.length <= most) return text;
  return `${text.slice(0, HEAD)}…${text.slice(-TAIL)} (${text.length - 2} characters)`;
}

/**
 * The effects of a program, one a line: registers as d0 (descriptor) and m0 (mount id), flags by the names of the
 * kernel's headers. What a comparison looks at is `^n+k`: byte k of what the n-th effect before it gave.
 */
export function effectLines(effects: readonly Effect[], program: Uint8Array, results?: readonly number[]): string[] {
  const { ops } = new ProgramView(program);
  return effects.map((effect, i) => {
    const into = effect.into === undefined ? "" : ` → ${effect.op === "statx" ? "m" : "d"}${effect.into}`;
    const marks = `${effect.soft ? " or not" : ""}${effect.absent ? " must not exist" : ""}`;
    const subject = effect.subject === undefined ? "" : ` of ${effect.subject}`;
    const texts = argumentTexts(effect).map((text) => {
      const place = /^@(\d+)$/.exec(text)?.[1];
      return place === undefined ? ends(text) : before(ops, i, Number(place));
    });
    const result = results?.[i] === undefined ? "" : ` = ${results[i]}`;
    return `${effect.phase.padEnd(7)} ${effect.op}(${texts.join(", ")})${into}${marks}  [${effect.why}${subject}]${result}`;
  });
}

/** Which effect gave the bytes at a place of the observation. */
function before(ops: ProgramView["ops"], at: number, place: number): string {
  for (let i = at - 1; i >= 0; i--) {
    const { out = 0, room = 0 } = ops[i] ?? {};
    if (out > 0 && place >= out && place < out + room) return `^${at - i}+${place - out}`;
  }
  return "^nothing";
}

/** What two alike lines have in common: not their texts, nor their numbers. */
function shape(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"(?: \(\d+ characters\))?/g, '""').replace(/\d+/g, "0");
}

/** How often the block of `period` lines at `from` is repeated. */
function repetitions(shapes: readonly string[], from: number, period: number): number {
  let count = 1;
  const alike = (at: number) => shapes[at] !== undefined && shapes[at] === shapes[at - period];
  while (Array.from({ length: period }, (_, i) => from + count * period + i).every(alike)) count++;
  return count;
}

/** The lines; of a long run of alike blocks the first and the last stay. */
export function shortened(lines: readonly string[]): string[] {
  const shapes = lines.map(shape);
  const out: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const [period, count] = longest(shapes, at);
    const to = at + period * count;
    if (count < REPEATED) {
      out.push(...lines.slice(at, at + 1));
      at++;
      continue;
    }
    out.push(...lines.slice(at, at + period));
    out.push(`… ${count - 2} more such${period > 1 ? ` ${period}` : ""}`);
    out.push(...lines.slice(to - period, to));
    at = to;
  }
  return out.map((line) => `    ${line}`);
}

/** The period at which the lines from `at` on repeat over the longest way, and how often. */
function longest(shapes: readonly string[], at: number): readonly [number, number] {
  let best: readonly [number, number] = [1, 1];
  for (let period = 1; period <= PERIOD; period++) {
    const count = repetitions(shapes, at, period);
    if (count > 1 && count * period > best[0] * best[1]) best = [period, count];
  }
  return best;
}
