import { parseArgs } from "node:util";
import { sizes } from "./case.ts";

/** How much is measured. */
export interface BenchOptions {
  readonly json: boolean;
  readonly short: boolean;
  /** Rounds of the table; absent where `seconds` says how long instead. */
  readonly rounds?: number;
  readonly seconds?: number;
  readonly sizes: readonly number[];
  readonly seed: number;
  readonly directory?: string;
}

export const help = `bun run bench [--short] [--rounds N | --for SECONDS] [--sizes 2,10,…] [--dir DIR] [--seed N]
              [--json]

  --short    a few rounds of everything: shows that it runs, its numbers mean little
  --rounds   rounds of the table (40)
  --for      so many seconds for the table instead of a number of rounds
  --sizes    numbers of layers in the table (${sizes.join(",")})
  --dir      where the layers are made: this file system is measured (a temporary directory)
  --seed     order of the contenders within the rounds (printed)
  --json     the report as JSON`;

/** Reads the words behind the command; throws with a sentence where one is wrong. */
export function readOptions(words: readonly string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args: [...words],
    options: {
      help: { type: "boolean", short: "h" },
      json: { type: "boolean" },
      short: { type: "boolean" },
      rounds: { type: "string" },
      for: { type: "string" },
      sizes: { type: "string" },
      seed: { type: "string" },
      dir: { type: "string" },
    },
  });
  if (values.help) return "help";
  const short = values.short ?? false;
  const howLong =
    values.for === undefined
      ? { rounds: whole("--rounds", values.rounds ?? (short ? "3" : "40")) }
      : { seconds: whole("--for", values.for) };
  return {
    json: values.json ?? false,
    short,
    ...howLong,
    sizes: values.sizes?.split(",").map((size) => whole("--sizes", size)) ?? sizes,
    seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : whole("--seed", values.seed),
    ...(values.dir === undefined ? {} : { directory: values.dir }),
  };
}

function whole(option: string, word: string): number {
  const number = Number(word);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${option} wants a whole number above 0: ${word}`);
  return number;
}
