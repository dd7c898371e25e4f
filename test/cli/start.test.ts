// What starting costs: printed, never asserted, for machines differ. What is asserted is why it is low: nothing on the
// way to a command imports a node: module, of which node:fs alone costs 3 ms.
//
// Runs alone: it prints what starting costs
import { test } from "uvu";
import * as assert from "uvu/assert";

const ROOT = new URL("../../", import.meta.url).pathname;
const MAIN = `${ROOT}host/cli/main.ts`;
const ROUNDS = 15;

function milliseconds(args: readonly string[]): number {
  const begin = Bun.nanoseconds();
  Bun.spawnSync([process.execPath, ...args]);
  return (Bun.nanoseconds() - begin) / 1e6;
}

test("the start of the command line", () => {
  const commands: Record<string, readonly string[]> = {
    "bun alone": ["-e", "0"],
    "layermount --version": [MAIN, "--version"],
    "layermount mount --help": [MAIN, "mount", "--help"],
    "layermount explain words.remount": [MAIN, "explain", "words.remount"],
  };
  const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, args] of Object.entries(commands)) times.get(name)?.push(milliseconds(args));
  }
  for (const [name, all] of times) {
    const sorted = all.sort((a, b) => a - b);
    const [least, middle] = [sorted[0] ?? 0, sorted[ROUNDS >> 1] ?? 0];
    console.log(`${name.padEnd(34)} ${middle.toFixed(1).padStart(6)} ms (least ${least.toFixed(1)})`);
    assert.ok(least > 0);
  }
});

/** Modules that a module imports before anything of it runs. */
async function statically(path: string, seen: Set<string>): Promise<Set<string>> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const text = await Bun.file(path).text();
  for (const [, spec] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)"/gm)) {
    if (spec === "#runtime") await statically(`${ROOT}host/runtime/bun.ts`, seen);
    else if (spec?.startsWith(".")) await statically(new URL(spec, `file://${path}`).pathname, seen);
    else if (spec) seen.add(spec);
  }
  return seen;
}

for (const entry of [
  "host/cli/main.ts",
  "host/cli/commands/mount.ts",
  "host/cli/commands/unmount.ts",
  "host/index.ts",
]) {
  test(`${entry} imports no node: module, nor the table of rules, nor what watches a call, before it needs them`, async () => {
    const modules = [...(await statically(ROOT + entry, new Set()))];
    assert.ok(modules.length > 3, modules.join());
    assert.equal(
      modules.filter((name) => name.startsWith("node:")),
      [],
    );
    // Who aborts, watches or calls wrongly loads what that takes.
    const later =
      /generated\/(?:rules|shapes)\.ts$|run\/(?:abort|watched)\.ts$|library\/(?:misuse|wrong|arguments)\.ts$/;
    assert.equal(
      modules.filter((name) => later.test(name)),
      [],
    );
  });
}

test.run();
