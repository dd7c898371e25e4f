/** What a test file said, taken apart. */
export interface Said {
  /** Undefined where it came to no summary. */
  readonly counts: Counts | undefined;
  /** Named skips. */
  readonly skips: readonly string[];
  /** What the tests printed themselves. */
  readonly notes: readonly string[];
}

/** uvu's summary. */
export interface Counts {
  readonly total: number;
  readonly passed: number;
  /** Skips without a reason. */
  readonly skipped: number;
}

const SUMMARY = /^ {2}(?:Total|Passed|Skipped|Duration): +\S+$/;
const SKIP = "skipped: ";

/** Reads the output of one file: uvu's dots and summary, the lines of named skips, and everything else. */
export function readOutput(output: string): Said {
  // Dots are written without a newline, so what a test prints may follow them.
  const lines = output.split("\n").map((line) => line.replace(/^(?:[•✘] )+(?: *\(\d+ \/ \d+\)$)?/u, "").trimEnd());
  const skips = lines.filter((line) => line.startsWith(SKIP)).map((line) => line.slice(SKIP.length));
  const notes = lines.filter((line) => line !== "" && !SUMMARY.test(line) && !line.startsWith(SKIP));
  return { counts: countsOf(lines), skips, notes: notes.filter((line) => !/^ *\(\d+ \/ \d+\)$/.test(line)) };
}

/** Of the last summary: a test may have run tests itself. */
function countsOf(lines: readonly string[]): Counts | undefined {
  const last = (name: string) => {
    const line = lines.findLast((one) => one.startsWith(`  ${name}:`));
    return line === undefined ? undefined : Number(line.slice(name.length + 3));
  };
  const [total, passed, skipped] = [last("Total"), last("Passed"), last("Skipped")];
  if (total === undefined || passed === undefined || skipped === undefined) return undefined;
  return { total, passed, skipped };
}
