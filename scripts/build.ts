// `bun run build`: compiles core-wasm/planner.wasm, and makes what is given to people, in build/: the component, the
// bundle, the program, the packages. Words name the parts that are wanted. `--check` writes nothing: it fails when the
// committed planner is not what comes out.
import { BINARY, BUNDLE, buildBinary, buildBundle } from "./build/bundle.ts";
import { buildComponent, COMPONENT } from "./build/component.ts";
import { buildJsr, JSR } from "./build/jsr.ts";
import { buildPackage, PACKAGE } from "./build/package.ts";
import { buildPlanner, plannerIsFresh } from "./build/planner.ts";

const root = new URL("../", import.meta.url).pathname;

/** In order: each one takes what those before it made. */
const PARTS: Readonly<Record<string, readonly [output: string, build: () => Promise<void> | void]>> = {
  planner: [`${root}core-wasm/planner.wasm`, buildPlanner],
  component: [COMPONENT, buildComponent],
  bundle: [BUNDLE, buildBundle],
  binary: [BINARY, buildBinary],
  package: [PACKAGE, buildPackage],
  jsr: [JSR, buildJsr],
};

const words = process.argv.slice(2);
if (words.includes("--check")) {
  if (!(await plannerIsFresh())) {
    console.log("stale: core-wasm/planner.wasm (bun run build)");
    process.exit(1);
  }
} else {
  const unknown = words.filter((word) => !(word in PARTS));
  if (unknown.length > 0) {
    process.stderr.write(`no part is called ${unknown.join(", ")}: ${Object.keys(PARTS).join(", ")}, or --check\n`);
    process.exit(2);
  }
  for (const [name, [output, build]] of Object.entries(PARTS)) {
    if (words.length > 0 && !words.includes(name)) continue;
    await build();
    console.log(`${name.padEnd(9)} ${output.slice(root.length)}`);
  }
}
