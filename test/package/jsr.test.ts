/** What would be given to JSR: its own check accepts it without a warning, and Deno plans and mounts with it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { buildJsr } from "../../scripts/build/jsr.ts";
import { buildPackage } from "../../scripts/build/package.ts";
import { DENO, missingDeno } from "../runtimes/where.ts";
import { missingRoot, testUnless } from "../support/skip.ts";
import { mountedBeneath, temporary } from "../support/temporary.ts";
import { ran } from "./installed.ts";
import { MOUNTS } from "./programs.ts";

const { path } = temporary("jsr");
const jsr = `${path}/jsr`;
if (missingDeno === undefined) {
  await buildPackage(`${path}/built`);
  buildJsr(jsr, `${path}/built`);
}

/** A cache of its own, empty: nothing that an earlier run fetched helps. */
const env = { DENO_DIR: `${path}/cache` };

testUnless(test, missingDeno, "the dry run: declarations that are quick to read, and no warning", () => {
  const { code, out, err } = ran([DENO, "publish", "--dry-run", "--allow-dirty"], jsr, env);
  const said = out + err;
  assert.is(code, 0, said);
  assert.match(said, "Checking for slow types");
  assert.match(said, "Dry run complete");
  assert.not.match(said, /warning\[|\[slow-types\]/);
  for (const name of ["core-wasm/planner.wasm", "host/linux/prebuilt/shim-x86_64.so", "host/index.d.ts", "LICENSE"]) {
    assert.match(said, `jsr/${name} (`);
  }
  assert.not.match(said, /jsr\/(?:package\.json|test|scripts|node_modules)/);
});

testUnless(test, missingDeno, "the dry run notices a declaration that is missing", () => {
  const index = `${jsr}/host/index.d.ts`;
  const damaged = temporary("jsr-damaged").path;
  Bun.spawnSync(["cp", "-r", `${jsr}/.`, damaged]);
  writeFileSync(index.replace(jsr, damaged), 'export { nothing } from "./nothing.d.ts";\n');
  assert.is.not(ran([DENO, "publish", "--dry-run", "--allow-dirty"], damaged, env).code, 0);
});

testUnless(test, missingDeno ?? missingRoot(), "Deno mounts with it", () => {
  const directory = temporary("jsr-layers").path;
  for (const name of ["1", "2", "target", "state"]) mkdirSync(`${directory}/${name}`, { mode: 0o700 });
  writeFileSync(`${directory}/2/file`, "above");
  writeFileSync(`${path}/mounts.js`, MOUNTS.replace('"layermount"', '"./jsr/host/index.js"'));
  const command = [DENO, "run", "--allow-all", "--config", `${jsr}/jsr.json`, `${path}/mounts.js`, directory];
  const { code, out, err } = ran(command, path, env);
  assert.is(code, 0, err);
  assert.equal(JSON.parse(out), { seen: "above", layers: 2, listed: 1 });
  assert.equal(mountedBeneath(directory), []);
});

test.run();
