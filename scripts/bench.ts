/**
 * `bun run bench`: layermount beside bare C and containerd, in turns, as one table of ratios.
 * What is measured is told where it is measured: test/bench/ours.ts, peer.c and containerd/main.go.
 */
import { bench } from "../test/bench/bench.ts";
import { runInside, workplace } from "../test/bench/namespace.ts";
import { help, readOptions } from "../test/bench/options.ts";
import { textOf } from "../test/bench/text.ts";

const options = read();
const place = workplace();
if (place === undefined && process.getuid?.() === 0) process.exit(await runInside(options.directory));

const report = await bench(options, place);
console.log(options.json ? JSON.stringify(report, undefined, 2) : textOf(report));
// The session threads of the library would keep nothing alive, a peer that hangs would.
process.exit(0);

function read() {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options !== "help") return options;
    console.log(help);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${help}\n`);
    process.exit(2);
  }
}
