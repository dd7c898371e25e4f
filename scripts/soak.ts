/** `bun run soak`: many mounts alive and many operations at once, with faults, aborts and kills among them. */
import { parseArgs } from "node:util";
import { runInside, workplace } from "../test/bench/namespace.ts";
import { soak } from "../test/soak/soak.ts";
import { soakedText } from "../test/soak/text.ts";
import { read, seedOf, usage, wholeNumber } from "./campaign/arguments.ts";

const HELP = `usage: bun run soak [--for SECONDS] [--alive N] [--at-a-time N] [--seed N]

Mounts and unmounts real overlays in a mount namespace of its own, in memory: with effects that fail, calls that are
aborted, targets that are busy, strangers that unmount, and processes that are killed. At the end everything is taken
down, and nothing may be left. Needs root.

  --for SECONDS   300 unless given
  --alive N       mounts that stand at the same time: 1000 unless given
  --at-a-time N   operations that go on side by side: 100 unless given
  --seed N        drawn and printed where none is given
`;

const { values } = read(HELP, () =>
  parseArgs({
    options: {
      for: { type: "string", default: "300" },
      alive: { type: "string", default: "1000" },
      "at-a-time": { type: "string", default: "100" },
      seed: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  }),
);
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (process.getuid?.() !== 0) usage(HELP, "only root can mount for this long: run it as root");
const place = workplace();
if (place === undefined) process.exit(await runInside());

const limits = {
  seed: seedOf(HELP, values.seed),
  milliseconds: 1000 * wholeNumber(HELP, "for", values.for, 1),
  alive: wholeNumber(HELP, "alive", values.alive, 1),
  atATime: wholeNumber(HELP, "at-a-time", values["at-a-time"], 1),
};
console.log(`seed ${limits.seed}`);
const soaked = await soak(place, limits);
console.log(soakedText(soaked));
process.exit(soaked.wrong.length > 0 ? 1 : 0);
