/** Effects as lines for people: one effect a line, long texts and long runs of alike effects shortened by one fixed rule. */
import { argumentTexts } from "../../host/cli/text/effect.ts";
import type { Effect } from "../../host/planner/generated/types.ts";

/** Longer texts are shortened to their ends. */
const LONG = 96;
const HEAD = 48;
const TAIL = 36;
/** Runs of alike effects are sought up to this period: open, statx, fsconfig, close of one layer are four. */
const PERIOD = 4;
/** A run of alike effects is shortened from so many repetitions on. */
const REPEATED = 4;

/** A long text by its two ends and its length, everything else as it is. */
export function ends(text: string): string {
  if (text.length <= LONG) return text;
  return `${text.slice(0, HEAD)}…${text.slice(-TAIL)} (${text.length - 2} characters)`;
}

/** One effect: registers as d0 (descriptor) and m0 (mount id), flags by the names of the kernel's headers. */
export function effectLine(effect: Effect, result?: string): string {
  const into = effect.into === undefined ? "" : ` → ${effect.op === "statx" ? "m" : "d"}${effect.into}`;
  const marks = `${effect.soft ? " or not" : ""}${effect.absent ? " must not exist" : ""}`;
  const subject = effect.subject === undefined ? "" : ` of ${effect.subject}`;
  const call = `${effect.op}(${argumentTexts(effect).map(ends).join(", ")})${into}${marks}`;
  return `${effect.phase.padEnd(7)} ${call}  [${effect.why}${subject}]${result === undefined ? "" : ` = ${result}`}`;
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

/** A line, and which effect of the program it is. */
export interface Numbered {
  readonly number: number;
  readonly line: string;
}

/** Numbered lines; of a long run of alike blocks the first and the last stay. */
export function shortened(lines: readonly Numbered[]): string[] {
  const shapes = lines.map(({ line }) => shape(line));
  const out: string[] = [];
  const put = (from: number, to: number) => {
    for (const { number, line } of lines.slice(from, to)) out.push(`${String(number).padStart(5)} ${line}`);
  };
  let at = 0;
  while (at < lines.length) {
    const [period, count] = longest(shapes, at);
    if (count < REPEATED) {
      put(at, at + 1);
      at++;
      continue;
    }
    put(at, at + period);
    out.push(`      … ${count - 2} more such${period > 1 ? ` ${period}` : ""}`);
    put(at + (count - 1) * period, at + count * period);
    at += count * period;
  }
  return out;
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
