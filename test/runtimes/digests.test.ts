/** The same plans in Bun, Deno and Node, and in something like a browser. */
import { writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { bundled } from "./bundled.ts";
import { digests } from "./digests.ts";
import { DENO, missingDeno, missingNode, ROOT, ran } from "./where.ts";

const PROGRAM = `${ROOT}test/runtimes/digests.ts`;
const here = await digests();

test("Bun: a digest for every golden case, and most plans are possible", () => {
  const values = Object.values(here);
  assert.ok(values.length > 150, `${values.length}`);
  assert.ok(values.filter((value) => /^(?:sha256:)?[0-9a-f]{64}$/.test(value)).length > 120);
});

testUnless(test, missingDeno, "Deno gives the same digests, without a permission to call the kernel", () => {
  const { code, out, err } = ran(DENO, ["run", "--allow-read", PROGRAM]);
  assert.is(code, 0, err);
  assert.equal(JSON.parse(out), { runtime: "deno", digests: here });
});

testUnless(test, missingNode, "Node gives the same digests", async () => {
  const { path } = await bundled(
    `import { digests } from ${JSON.stringify(PROGRAM)};
    console.log(JSON.stringify({ runtime: "node", digests: await digests() }));`,
    "node",
  );
  const { code, out, err } = ran("node", [path]);
  assert.is(code, 0, err);
  assert.equal(JSON.parse(out), { runtime: "node", digests: here });
});

/** Takes away what a browser does not have, then plans. */
function browser(bundle: string): string {
  return `import { readFileSync } from "node:fs";
    const { log } = console;
    const planner = readFileSync("${ROOT}core-wasm/planner.wasm");
    globalThis.fetch = async () => ({ ok: true, arrayBuffer: async () => new Uint8Array(planner).buffer });
    for (const name of ["process", "Buffer", "global", "setImmediate"]) delete globalThis[name];
    const { plan } = await import(${JSON.stringify(bundle)});
    const lowers = Array.from({ length: 55 }, (_, index) => "/layers/" + index);
    const capabilities = ${JSON.stringify(capabilities)};
    log((await plan({ mounts: [{ type: "overlay", lowers }], target: "/mnt" }, { capabilities })).hash);`;
}

const { vector } = await import("../plan/vectors.ts");
const capabilities = vector("6.12");

testUnless(test, missingNode, "a bundle for browsers imports nothing of Node, and plans without it", async () => {
  const { path, text } = await bundled(`export { plan } from "${ROOT}host/library/plan.ts";`, "browser");
  assert.not.match(text, /(?:from|import|require)\s*\(?\s*["'](?:node|bun):/);
  const place = temporary("browser");
  writeFileSync(`${place.path}/run.mjs`, browser(path));
  const { out, err } = ran("node", [`${place.path}/run.mjs`]);
  const { plan } = await import("../../host/library/plan.ts");
  const lowers = Array.from({ length: 55 }, (_, index) => `/layers/${index}`);
  const { hash } = await plan({ mounts: [{ type: "overlay", lowers }], target: "/mnt" }, { capabilities });
  assert.is(out.trim(), hash, err);
});

test.run();
