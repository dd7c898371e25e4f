// plan --capabilities: what a probe printed, anywhere, gives the plan of that machine, without its kernel.
import { writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { kebab, lowered } from "../../host/capabilities/lower.ts";
import type { JsonProbe } from "../../host/cli/json.ts";
import { CAPABILITIES } from "../../host/planner/generated/shapes.ts";
import { bundled } from "../runtimes/bundled.ts";
import { DENO, missingDeno, missingNode, ROOT, ran } from "../runtimes/where.ts";
import { missingRoot, testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { CAPABLE, FEATURES, INPUT, PROBE } from "./probed.ts";
import { layermount } from "./support.ts";

function planned(input: string, ...more: readonly string[]) {
  const { code, out, err } = layermount(["plan", "--json", "--capabilities", "-", ...more, ...INPUT], input);
  assert.equal([code, err], [0, ""], out);
  return JSON.parse(out);
}

test("a probe of a machine gives its plan, by file and by standard input", () => {
  const place = temporary("capabilities");
  const file = `${place.path}/probe.json`;
  writeFileSync(file, JSON.stringify(PROBE, null, 2));
  const { planHash, way } = planned(JSON.stringify(PROBE));
  assert.is(way, "relative");
  const again = layermount(["plan", "--json", `--capabilities=${file}`, ...INPUT]);
  assert.is(JSON.parse(again.out).planHash, planHash);
  place.remove();
});

test("every capability that is missing there is not used there", () => {
  const { ownCwd: _, ...rest } = FEATURES;
  const elsewhere = { ...CAPABLE, features: { ...rest, ownCwd: false } };
  const { way, planHash } = planned(JSON.stringify({ ...PROBE, capabilities: elsewhere }));
  assert.is.not(way, "relative");
  assert.is(planned(JSON.stringify(PROBE), "--without", "own-cwd").planHash, planHash);
});

test("an ordinary user's probe gives the plan in namespaces of their own, where they can be made", () => {
  const inside = { ...CAPABLE, privilege: "namespaced" };
  const found = { ok: true, overlay: 0, capabilities: inside, upper: true, answers: [] };
  const ordinary = { ...PROBE, capabilities: { ...CAPABLE, privilege: "none" }, ordinary: found };
  assert.is(
    planned(JSON.stringify(ordinary)).planHash,
    planned(JSON.stringify({ ...PROBE, capabilities: inside })).planHash,
  );
  const refusal = { ok: false, rule: "with.namespaces", message: "no", hint: "" };
  const { code } = layermount(
    ["plan", "--capabilities", "-", ...INPUT],
    JSON.stringify({ ...ordinary, ordinary: refusal }),
  );
  assert.is(code, 3, "who can mount nowhere gets the planner's refusal");
});

test("files that cannot be read, and standard input for two", () => {
  const rule = (args: readonly string[]) => {
    const { code, out } = layermount(["plan", "--json", ...args, "/mnt"]);
    return [code, JSON.parse(out).rule];
  };
  assert.equal(rule(["--capabilities", "/nowhere/probe.json", "--lower", "/a"]), [2, "input.unreadable"]);
  assert.equal(rule(["--capabilities", "/", "--lower", "/a"]), [2, "input.unreadable"]);
  assert.equal(rule(["--capabilities", "-", "--mounts", "-"]), [2, "usage.input-twice"]);
  assert.equal(rule(["--capabilities", "--lower", "/a"]), [2, "usage.option-value"]);
  assert.equal(layermount(["mount", "--capabilities", "-", "/mnt"]).code, 2, "only plan takes them");
});

test("what probe prints is of this version, and every name of it is one that --without takes", () => {
  const probed = layermount(["probe", "--json"]);
  const document: JsonProbe = JSON.parse(probed.out);
  assert.equal([probed.code, document.version], [0, 1]);
  assert.equal(Object.keys(document.capabilities).sort(), Object.keys(CAPABILITIES).sort());
  const names = Object.keys(document.capabilities.features);
  const { features: without } = lowered(document.capabilities, names.map(kebab));
  assert.equal(
    names.filter((name) => without[name as keyof typeof without]),
    [],
  );
});

testUnless(
  test,
  missingRoot(),
  "round trip: what this machine probes plans as this machine plans, byte for byte",
  () => {
    const probe = layermount(["probe", "--json"]).out;
    const lists = [INPUT, ["--lower", "/layers/1", "/mnt"], ["--verify", "identity", ...INPUT]];
    for (const args of lists) {
      const here = layermount(["plan", "--json", ...args]);
      assert.is(here.code, 0, here.out);
      assert.is(layermount(["plan", "--json", "--capabilities", "-", ...args], probe).out, here.out);
    }
    const text = layermount(["plan", "--capabilities", "-", ...INPUT], probe).out;
    assert.is(text, layermount(["plan", ...INPUT]).out);
  },
);

const wanted = planned(JSON.stringify(PROBE)).planHash;
const ARGS = ["plan", "--json", "--capabilities", "-", ...INPUT];

testUnless(test, missingDeno, "Deno plans so without a permission to call the kernel or to see the environment", () => {
  const { code, out, err } = ran(
    DENO,
    ["run", "--allow-read", `${ROOT}host/cli/main.ts`, ...ARGS],
    JSON.stringify(PROBE),
  );
  assert.is(code, 0, err + out);
  assert.is(JSON.parse(out).planHash, wanted);
});

testUnless(test, missingNode, "Node plans so, which can load no shim", async () => {
  const program = `import { main } from "${ROOT}host/cli/main.ts"; process.exitCode = await main(process.argv.slice(2));`;
  const { path } = await bundled(program, "node");
  const { code, out, err } = ran("node", [path, ...ARGS], JSON.stringify(PROBE));
  assert.is(code, 0, err + out);
  assert.is(JSON.parse(out).planHash, wanted);
});

test.run();
