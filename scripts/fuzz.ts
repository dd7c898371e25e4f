/** `bun run fuzz`: wrong inputs for everything that reads what others wrote. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { again, type Failing, tried } from "../test/fuzz/campaign.ts";
import { NAMES } from "../test/fuzz/doors.ts";
import { triedText } from "../test/fuzz/text.ts";
import { read, seedOf, usage, wholeNumber } from "./campaign/arguments.ts";

const HELP = `usage: bun run fuzz [--seed N] [--runs N] [--for SECONDS] [--write FILE] [--again FILE] [DOOR...]

Gives right, nearly right and wrong inputs to each door: no crash, no hang, nothing thrown but refusals by rule, and no
memory that grows. An input that does not go well is written down.

  --seed N       drawn and printed where none is given
  --runs N       inputs of each door: 1000000 unless given
  --for SECONDS  of each door, no longer than that
  --write FILE   where an input that does not go well goes: build/fuzz.json unless given
  --again FILE   only the input of this file

Doors: ${NAMES.join(", ")}.
`;

const { values, positionals } = read(HELP, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: "string" },
      runs: { type: "string", default: "1000000" },
      for: { type: "string" },
      write: { type: "string", default: "build/fuzz.json" },
      again: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  }),
);
process.exit(await main());

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.again !== undefined) return rerun(values.again);
  const unknown = positionals.find((door) => !NAMES.includes(door));
  if (unknown !== undefined) usage(HELP, `there is no door ${unknown}`);
  const seed = seedOf(HELP, values.seed);
  const milliseconds =
    values.for === undefined ? Number.POSITIVE_INFINITY : 1000 * wholeNumber(HELP, "for", values.for);
  const limits = { runs: wholeNumber(HELP, "runs", values.runs), milliseconds };
  console.log(`seed ${seed}`);
  let code = 0;
  for (const door of positionals.length > 0 ? positionals : NAMES) {
    const came = await tried(door, seed, limits);
    console.log(triedText(came));
    if (came.failing || came.fault) code = 1;
    if (came.failing) write(came.failing);
  }
  return code;
}

function write(failing: Failing): void {
  mkdirSync(dirname(values.write), { recursive: true });
  writeFileSync(values.write, `${JSON.stringify(failing, null, 2)}\n`);
  console.log(`written: ${values.write}; again: bun run fuzz --again ${values.write}`);
}

async function rerun(file: string): Promise<number> {
  const failing = JSON.parse(readFileSync(file, "utf8")) as Failing;
  const wrong = await again(failing);
  console.log(`${failing.door}: ${wrong ?? "it goes well"}`);
  return wrong === undefined ? 0 : 1;
}
