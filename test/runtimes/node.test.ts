/** The command line in Node: it plans and explains; what needs the kernel is refused by rule, in words. */
import { writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { bundled } from "./bundled.ts";
import { missingNode, type Ran, ROOT, ran } from "./where.ts";

const CALLING = "calling the kernel is not possible in Node, which can only plan";
const LAYERS = ["--lower", "/a", "--lower", "/b"];
const LIST = JSON.stringify([{ type: "bind", source: "/a", options: ["rbind"] }]);

const { path } = await bundled(
  `import { main } from "${ROOT}host/cli/main.ts"; process.exitCode = await main(process.argv.slice(2));`,
  "node",
);
const inNode = (...args: readonly string[]): Ran => ran("node", [path, ...args], LIST);

for (const [said, code, ...args] of [
  [CALLING, 3, "mount", ...LAYERS, "/mnt"],
  [CALLING, 3, "mount", "--mounts", "-", "/mnt"],
  [CALLING, 3, "unmount", "/mnt"],
  [CALLING, 3, "list"],
  [CALLING, 3, "probe"],
  [CALLING, 3, "plan", ...LAYERS, "/mnt"],
  ["is not possible in Node, which can only plan", 125, "with", ...LAYERS, "--", "true"],
  ["writing a file is not possible in Node", 125, "with", "--report", "/dev/null", ...LAYERS, "--", "true"],
] as const) {
  testUnless(test, missingNode, `Node refuses, in words: ${args.join(" ")}`, () => {
    const ended = inNode(...args);
    assert.ok(ended.err.includes(said), ended.err);
    assert.match(ended.err, /rule +runtime\.planning-only/);
    assert.not.match(ended.err, /\n +at /, "no stack trace");
    assert.equal([ended.code, ended.out], [code, ""]);
  });
}

testUnless(test, missingNode, "Node plans for what probe found elsewhere, and says what Bun says", () => {
  const place = temporary("node");
  const capabilities = `${place.path}/capabilities.json`;
  const MAIN = "host/cli/main.ts";
  const probed = ran(process.execPath, [MAIN, "probe", "--json", place.path]);
  writeFileSync(capabilities, probed.out);
  for (const args of [
    ["plan", "--capabilities", capabilities, ...LAYERS, "/mnt"],
    ["plan", "--json", "--capabilities", capabilities, ...LAYERS, "/mnt"],
    ["plan", "--capabilities", capabilities, "--mounts", "-", "/mnt"],
    ["plan", "--capabilities", capabilities, "-o", "remount", ...LAYERS, "/mnt"],
    ["explain", "words.remount"],
    ["explain", "--json"],
    ["completion", "zsh"],
    ["man"],
    ["--version"],
    ["plan", "--help"],
    ["plan", "--nonsense"],
  ]) {
    assert.equal(inNode(...args), ran(process.execPath, [MAIN, ...args], LIST), args.join(" "));
  }
});

testUnless(test, missingNode, "a target that is no UTF-8 keeps its bytes in JSON", async () => {
  const { path: program } = await bundled(
    `import { jsonTarget } from "${ROOT}host/cli/text/path.ts";
    console.log(JSON.stringify(jsonTarget(Uint8Array.of(0x2f, 0xff))));`,
    "node",
  );
  const { out, err } = ran("node", [program]);
  assert.is(out.trim(), '{"target":"/\ufffd","targetBytes":"L/8="}', err);
});

test.run();
