/** What is installed and built where it is missing: nothing, when it is there; and what makes the planner stale. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import manifest from "../../package.json" with { type: "json" };
import { plannerDigest } from "../../scripts/build/digest.ts";
import { ensurePackages } from "../../scripts/ensure/packages.ts";
import { temporary } from "../support/temporary.ts";

/** A directory with these files; its path ends with a slash. */
function checkout(files: Readonly<Record<string, string>>): string {
  const { path } = temporary("ensure");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(`${path}/${name}`), { recursive: true });
    writeFileSync(`${path}/${name}`, text);
  }
  return `${path}/`;
}

const versions = (packages: Readonly<Record<string, string>>) =>
  Object.entries(packages).map(([name, version]) => [`node_modules/${name}/package.json`, `{"version":"${version}"}`]);
const files = { "package.json": JSON.stringify(manifest), "bun.lock": "{}" };

test("nothing is installed where the packages are there", async () => {
  const directory = checkout({ ...files, ...Object.fromEntries(versions(manifest.dependencies)) });
  assert.is(await ensurePackages("production", directory), false);
});

test("another version, a missing package and an installation that never ended are installed again", async () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  const cases = [
    ["production", Object.fromEntries(versions({ ...manifest.dependencies, "args-tokens": "0.0.1" }))],
    ["production", {}],
    ["all", Object.fromEntries(versions(all))],
  ] as const;
  for (const [extent, there] of cases) {
    // The lock file is none, so that the installation ends with an error before it asks a registry.
    const directory = checkout({ ...files, "bun.lock": "none", ...there });
    try {
      await ensurePackages(extent, directory);
      assert.unreachable();
    } catch (error) {
      assert.match(String(error), "the packages could not be installed");
    }
  }
});

test("only what runtime imports is a dependency, and each version is pinned", () => {
  assert.equal(Object.keys(manifest.dependencies), ["args-tokens"]);
  for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies })) {
    assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
  }
});

test("the planner is stale after a change of a source, of the flags or of the compiler, and of nothing else", async () => {
  const sources = {
    "core-wasm/a.ts": "a",
    "core-wasm/b/b.ts": "b",
    "scripts/build/planner.ts": "flags",
    "package.json": '{"devDependencies":{"assemblyscript":"1","other":"1"},"overrides":{"binaryen":"1"}}',
    "README.md": "x",
  };
  const digest = (changed: Readonly<Record<string, string>> = {}) =>
    plannerDigest(checkout({ ...sources, ...changed }));
  const same = await digest();
  const manifest = sources["package.json"];
  assert.is(await digest({ "README.md": "y", "host/c.ts": "c" }), same);
  assert.is(await digest({ "package.json": manifest.replace('"other":"1"', '"other":"2"') }), same);
  for (const changed of [
    { "core-wasm/a.ts": "A" },
    { "core-wasm/c.ts": "" },
    { "scripts/build/planner.ts": "other flags" },
    { "package.json": manifest.replace('"assemblyscript":"1"', '"assemblyscript":"2"') },
    { "package.json": manifest.replace('"binaryen":"1"', '"binaryen":"2"') },
  ]) {
    assert.is.not(await digest(changed), same, JSON.stringify(changed));
  }
});

test.run();
