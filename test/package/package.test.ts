/** The tarball, installed elsewhere: from Bun, Deno and Node, by its command, and by its declarations. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { plan } from "../../host/index.ts";
import { vector } from "../plan/vectors.ts";
import { DENO, missingDeno, missingNode } from "../runtimes/where.ts";
import { missingRoot, testUnless } from "../support/skip.ts";
import { mountedBeneath, temporary } from "../support/temporary.ts";
import { type Installed, installed, type Ran, ran } from "./installed.ts";
import { MISTYPED, MOUNTS, PLANS, TYPED } from "./programs.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
// npm comes with Node.
const missing = missingNode;
let user: Installed | undefined;
if (missing === undefined) user = await installed();

function at(): Installed {
  if (user === undefined) throw new Error(missing);
  return user;
}

function write(name: string, text: string): string {
  writeFileSync(`${at().path}/${name}`, text);
  return name;
}

const FILE = /"(?:\.\/|host\/)[^"]+"/g;

const DATA = [
  ...[
    "LICENSE",
    "README.md",
    "package.json",
    "core-wasm/planner.wasm",
    "core-wasm/planner.wit",
    "core-wasm/planner.json",
  ],
  ...["core-wasm/effects.json", "core-wasm/generated/effects.js", "core-wasm/generated/rules.js"],
  ...["host/linux/prebuilt/shim-aarch64.so", "host/linux/prebuilt/shim-x86_64.so"],
];

testUnless(
  test,
  missing,
  "contents: the code of the host with the declarations of its library, and what it reads",
  () => {
    const { files, size, unpackedSize } = at().packed;
    const paths = files.map(({ path }) => path);
    const source = (path: string) => `${ROOT}${path.replace(/(?:\.d\.ts|\.js)$/, ".ts")}`;
    const others = paths.filter((path) => !/^host\/.*\.(?:js|d\.ts)$/.test(path) || !existsSync(source(path)));
    assert.equal(others.sort(), [...DATA].sort());
    for (const path of ["host/index.js", "host/index.d.ts", "host/types.d.ts", "host/cli/start.js"]) {
      assert.ok(paths.includes(path), path);
    }
    assert.equal(
      paths.filter((path) => /(?:^|\/)(?:test|scripts|node_modules|\.[^/]*|.*\.map)(?:\/|$)/.test(path)),
      [],
    );
    console.log(`${files.length} files, ${size} bytes packed, ${unpackedSize} unpacked`);
    assert.ok(size < 400_000 && unpackedSize < 1_300_000, `${size}, ${unpackedSize}`);
  },
);

testUnless(test, missing, "the manifest: nothing of development, and every file that it names", async () => {
  const manifest = await Bun.file(`${at().path}/node_modules/layermount/package.json`).json();
  for (const name of ["scripts", "devDependencies", "overrides", "trustedDependencies"]) assert.not(name in manifest);
  const { bin, exports, imports } = manifest;
  const named = [bin, Object.values(exports), imports].flatMap((part) => JSON.stringify(part).match(FILE) ?? []);
  assert.ok(named.length >= 8, named.join());
  for (const name of named) assert.ok(existsSync(`${at().path}/node_modules/layermount/${JSON.parse(name)}`), name);
});

/** Two layers that both have a file, and places for the mount and its record. */
function layers(): string {
  const { path } = temporary("package-layers");
  for (const name of ["1", "2", "target", "state"]) mkdirSync(`${path}/${name}`, { mode: 0o700 });
  writeFileSync(`${path}/1/file`, "below");
  writeFileSync(`${path}/2/file`, "above");
  return path;
}

function checkMount(run: (directory: string) => Ran): void {
  const directory = layers();
  const { code, out, err } = run(directory);
  assert.is(code, 0, err);
  assert.equal(JSON.parse(out), { seen: "above", layers: 2, listed: 1 });
  assert.equal(mountedBeneath(directory), []);
}

testUnless(test, missing ?? missingRoot(), "Bun mounts with it", () => {
  checkMount((directory) => ran([process.execPath, write("mounts.mjs", MOUNTS), directory], at().path));
});

const noDeno = missing ?? missingRoot() ?? missingDeno;
testUnless(test, noDeno, "Deno mounts with it, with the permissions that it asks for and no others", () => {
  const allow = ["--allow-ffi", "--allow-read", "--allow-env", "--allow-sys=uid", "--no-prompt"];
  const command = [DENO, "run", "--node-modules-dir=manual", ...allow, write("mounts.mjs", MOUNTS)];
  checkMount((directory) => ran([...command, directory], at().path));
});

testUnless(test, missing ?? missingDeno, "Deno accepts the program with types, and not the one with mistakes", () => {
  const check = (name: string, text: string) =>
    ran([DENO, "check", "--node-modules-dir=manual", write(name, text)], at().path);
  const typed = check("typed.mts", TYPED);
  assert.is(typed.code, 0, typed.err);
  assert.is.not(check("mistyped.mts", MISTYPED).code, 0);
});

testUnless(test, missing, "Node plans with it, for another machine, as this checkout does", async () => {
  const capabilities = vector("6.12");
  write("capabilities.json", JSON.stringify(capabilities));
  const { code, out, err } = ran(["node", write("plans.mjs", PLANS)], at().path);
  assert.is(code, 0, err);
  const lowers = Array.from({ length: 55 }, (_, index) => `/layers/${index}`);
  assert.is(out.trim(), (await plan({ mounts: [{ type: "overlay", lowers }], target: "/mnt" }, { capabilities })).hash);
});

testUnless(test, missing, "a program with types is accepted, one with three mistakes is not", () => {
  const tsc = `${ROOT}node_modules/.bin/tsc`;
  for (const resolution of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ] as const) {
    const how = ["--module", resolution[0], "--moduleResolution", resolution[1], "--target", "esnext", "--noEmit"];
    const strict = ["--strict", "--exactOptionalPropertyTypes", "--types", ""];
    const check = (name: string, text: string) => ran([tsc, ...how, ...strict, write(name, text)], at().path);
    const typed = check("typed.mts", TYPED);
    assert.is(typed.code, 0, typed.out);
    assert.is(check("mistyped.mts", MISTYPED).out.match(/error TS/g)?.length, 3);
  }
});

testUnless(test, missing, "its command: by npx, by bunx, and by itself where Bun is on PATH", () => {
  const env = { PATH: `${at().bun}:${process.env["PATH"]}` };
  const itself = `${at().path}/node_modules/.bin/layermount`;
  for (const command of [["npx", "--no-install", "layermount"], [process.execPath, "x", "layermount"], [itself]]) {
    const { code, out, err } = ran([...command, "explain", "words.remount"], at().path, env);
    assert.is(code, 0, `${command.join(" ")}: ${err}`);
    assert.match(out, "words.remount");
  }
  const hostile = temporary("package-hostile").path;
  writeFileSync(`${hostile}/bunfig.toml`, 'preload = ["./missing.js"]\n');
  const elsewhere = ran([itself, "explain", "words.remount"], hostile, { PATH: at().bun });
  assert.is(elsewhere.code, 0, `what lies elsewhere is not run: ${elsewhere.err}`);
});

testUnless(
  test,
  missing,
  "its command where there is only Node: plans, and says in words that mounting takes Bun",
  () => {
    const env = { PATH: at().node };
    const itself = `${at().path}/node_modules/.bin/layermount`;
    write("probed.json", ran([process.execPath, `${ROOT}host/cli/main.ts`, "probe", "--json"], at().path).out);
    const input = ["--lower", "/a", "--lower", "/b", "/mnt"];
    const planned = ran([itself, "plan", "--capabilities", "probed.json", ...input], at().path, env);
    assert.is(planned.code, 0, planned.err);
    const { code, err } = ran([itself, "mount", ...input], at().path, env);
    assert.is(code, 3, err);
    assert.match(err, /not possible in Node, which can only plan[\s\S]*runtime\.planning-only/);
  },
);

test.run();
