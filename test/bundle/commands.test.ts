/** What is inside the bundle and the program, and every command that mounts nothing: as in the checkout. */
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { buildBundle } from "../../scripts/build/bundle.ts";
import { built, type Ran, run } from "./built.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const CHECKOUT = [process.execPath, `${ROOT}host/cli/main.ts`];
const { path, forms } = await built();
const files = `${path}/tmp`;
mkdirSync(files);

const PLAN = ["--lower", "/usr", "--lower", "/etc", "/mnt"];
const SAME: readonly (readonly string[])[] = [
  ["--version"],
  ["help"],
  ["mount", "--help"],
  ["explain"],
  ["explain", "words.remount"],
  ["completion", "bash"],
  ["completion", "zsh"],
  ["completion", "fish"],
  ["man"],
  ["list", "--state", "/nonexistent/layermount"],
  ["plan", ...PLAN],
  ["plan", "--json", ...PLAN],
  ["mount", "--lower", "/usr", "relative"],
  ["mout"],
];

const expected = new Map(SAME.map((args) => [args, run([...CHECKOUT, ...args], files)]));

for (const { name, command } of forms) {
  test(`${name}: says what the checkout says, and leaves no file behind`, () => {
    for (const [args, said] of expected) {
      assert.equal(run([...command(), ...args], files), said, `layermount ${args.join(" ")}`);
    }
    assert.equal(readdirSync(files), []);
  });

  test(`${name}: probe finds what the checkout finds, also where no temporary directory is`, () => {
    const found = (ran: Ran) => JSON.parse(ran.out).capabilities;
    const checkout = found(run([...CHECKOUT, "probe", "--json", "/tmp"], files));
    assert.equal(found(run([...command(), "probe", "--json", "/tmp"], "/nonexistent")), checkout);
  });

  test(`${name}: a trace names the planner that is inside`, () => {
    const file = `${path}/${name}.trace`;
    assert.is(run([...command(), "probe", "--record", file, "/tmp"], files).code, 0);
    const { trace } = JSON.parse(readFileSync(file, "utf8").split("\n")[0] ?? "");
    assert.is(trace.core, Bun.SHA256.hash(readFileSync(`${ROOT}core-wasm/planner.wasm`), "hex"));
  });
}

/** Where Bun is called so. */
const bin = `${path}/bin`;
mkdirSync(bin);
symlinkSync(process.execPath, `${bin}/bun`);
const withBun = { PATH: `${bin}:${process.env["PATH"]}` };

test("the bundle is started by its own name where Bun is on PATH", () => {
  const { code, out, err } = run([forms[0]?.path ?? "", "--version"], files, withBun);
  assert.equal([code, out], expectedVersion(), err);
});

test("nothing of the directory in which they are started is run or believed", () => {
  const hostile = `${path}/hostile`;
  mkdirSync(hostile);
  writeFileSync(`${hostile}/bunfig.toml`, 'preload = ["./preload.js"]\n');
  writeFileSync(`${hostile}/preload.js`, 'console.log("run");\n');
  writeFileSync(`${hostile}/.env`, "LAYERMOUNT_LOWER=nonsense\n");
  const plan = ["plan", "--json", ...PLAN];
  const believed = run([...CHECKOUT, ...plan], files, {}, hostile);
  assert.match(believed.out + believed.err, /^run\n|nonsense/, "what Bun itself does there");
  const elsewhere = run([...CHECKOUT, ...plan], files);
  for (const { path: started } of forms) {
    assert.equal(run([started, ...plan], files, withBun, hostile), elsewhere, started);
  }
});

function expectedVersion(): [number, string] {
  return [0, `layermount ${JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")).version}\n`];
}

test("equal sources give an equal bundle, and nothing in it tells where they were", async () => {
  const first = forms[0]?.path ?? "";
  await buildBundle(`${path}/again.js`);
  const text = readFileSync(first, "utf8");
  assert.is(readFileSync(`${path}/again.js`, "utf8"), text);
  assert.not.match(text, ROOT);
  assert.ok(statSync(first).size < 450_000, `${statSync(first).size} bytes`);
});

test.run();
