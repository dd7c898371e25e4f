/**
 * `bun run simulate`: random runs of the planner on simulated kernels, with faults, and with somebody else who acts
 * meanwhile. What breaks a property is shrunk and written down.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { wasmBuild } from "../test/core/build.ts";
import { campaign, violationOf } from "../test/simulate/campaign.ts";
import { wrongIn } from "../test/simulate/read.ts";
import type { Scenario } from "../test/simulate/scenario.ts";
import { reportText } from "../test/simulate/text.ts";
import { read, seedOf, wholeNumber } from "./campaign/arguments.ts";

const HELP = `usage: bun run simulate [--seed N] [--runs N] [--for SECONDS] [--write FILE] [--again FILE]

Runs the planner on simulated kernels: each run draws a kernel, a request, faults and what somebody else does meanwhile
from its seed, and is checked after every effect. The first run that breaks a property is shrunk and written down.

  --seed N       of the first run; the next ones count up. Drawn and printed where none is given
  --runs N       100000 unless given
  --for SECONDS  no longer than that
  --write FILE   where a run that breaks something goes: build/simulated.json unless given
  --again FILE   only the run of this file
`;
const UNLIMITED = Number.POSITIVE_INFINITY;

const { values } = read(HELP, () =>
  parseArgs({
    options: {
      seed: { type: "string" },
      runs: { type: "string", default: "100000" },
      for: { type: "string" },
      write: { type: "string", default: "build/simulated.json" },
      again: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  }),
);
const build = wasmBuild();
process.exit(values.again === undefined ? run() : again(values.again));

function run(): number {
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const seed = seedOf(HELP, values.seed);
  const milliseconds = values.for === undefined ? UNLIMITED : 1000 * wholeNumber(HELP, "for", values.for);
  const runs = wholeNumber(HELP, "runs", values.runs);
  console.log(`seed ${seed}`);
  const report = campaign(seed, { runs, milliseconds }, build);
  process.stdout.write(reportText(report));
  if (report.found === undefined) return 0;
  mkdirSync(dirname(values.write), { recursive: true });
  writeFileSync(values.write, `${JSON.stringify(report.found, null, 2)}\n`);
  console.log(`written: ${values.write}; again: bun run simulate --again ${values.write}`);
  return 1;
}

function again(file: string): number {
  const violation = violationOf(scenarioOf(file), build);
  console.log(violation ? `${violation.property}: ${violation.what}` : "nothing is broken");
  return violation ? 1 : 0;
}

/** What `--write` has written; what is none of that ends the program with a sentence. */
function scenarioOf(file: string): Scenario {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return refuse(file, `it cannot be read: ${error instanceof Error && "code" in error ? error.code : error}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse(file, "it is no JSON text");
  }
  const scenario = typeof json === "object" && json !== null && "scenario" in json ? json.scenario : undefined;
  const wrong = wrongIn(scenario);
  return wrong === undefined ? (scenario as Scenario) : refuse(file, wrong);
}

function refuse(file: string, why: string): never {
  process.stderr.write(`--again ${file}: ${why}; a file that --write has written is wanted\n`);
  process.exit(2);
}
