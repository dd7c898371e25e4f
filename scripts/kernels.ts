/**
 * `bun run test:kernels`: the shared cases in real kernels, each in an emulated machine, as one table. It fails when a
 * case fails, also where the probe of a kernel says that it should work.
 */
import { availableParallelism, freemem } from "node:os";
import { ensurePackages } from "./ensure/packages.ts";
import { Unable } from "./kernels/command.ts";
import { runKernel, withDisks } from "./kernels/one.ts";
import { help, readWanted, type Wanted } from "./kernels/options.ts";
import { allPassed, type Run, tableOf } from "./kernels/table.ts";
import { lacking } from "./kernels/tools.ts";
import { vectorDifference, writeVectors } from "./kernels/vectors.ts";

/** A machine has a gigabyte and a half of memory. */
const AT_ONCE = Math.min(availableParallelism(), Math.max(1, Math.floor(freemem() / 2 ** 31)));

const wanted = read();
const missing = await lacking();
if (missing !== undefined) unable(missing);
await ensurePackages("all");
process.exit(await runAll(wanted).catch((error) => unable(error)));

function read(): Wanted {
  try {
    const wanted = readWanted(process.argv.slice(2));
    if (wanted !== "help") return wanted;
    console.log(help);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${help}\n`);
    process.exit(2);
  }
}

/** In CI other kernels are no matter of luck; elsewhere the lack is said in a word. */
function unable(why: unknown): never {
  if (!(why instanceof Unable) && typeof why !== "string") throw why;
  console.log(`skipped: other kernels: ${why instanceof Unable ? why.message : why}`);
  process.exit(process.env["CI"] === "true" ? 1 : 0);
}

/** One kernel after the other, as many at a time as processors make sense of. */
async function runAll(wanted: Wanted): Promise<number> {
  const runs = await withDisks(wanted, async (disks) => {
    const done: Run[] = [];
    const waiting = wanted.kernels.entries();
    const work = async () => {
      for (const [index, name] of waiting) {
        process.stderr.write(`${name} …\n`);
        const say = (text: string) => text !== "" && console.log(`${name}: ${text}`);
        const run = await runKernel(name, wanted, disks, say);
        const difference = wanted.vectors ? undefined : vectorDifference(run);
        if (difference?.failure === false) say(difference.text);
        const troubles = difference?.failure ? [difference.text] : [];
        done[index] = { ...run, troubles: [...run.troubles, ...troubles] };
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return done;
  });
  console.log(`\n${tableOf(runs)}`);
  if (wanted.vectors) writeVectors(runs);
  return allPassed(runs) ? 0 : 1;
}
