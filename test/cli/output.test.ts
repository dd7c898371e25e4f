/** Outputs that take nothing, and files that are none. */
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPrivateNamespace } from "../support/namespace.ts";
import { mountedBeneath, temporary } from "../support/temporary.ts";
import { layermount } from "./support.ts";

const MAIN = new URL("../../host/cli/main.ts", import.meta.url).pathname;

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("output");
  const at = (name: string): string => `${place.path}/${name}`;
  for (const name of ["top", "base", "target"]) mkdirSync(at(name));
  const state = ["--state", at("state")];
  const layers = ["--lower", at("top"), "--lower", at("base")];
  const shell = (script: string, ...args: readonly string[]) => {
    const { exitCode, stderr } = Bun.spawnSync(["sh", "-c", script, "sh", process.execPath, MAIN, ...args]);
    return [exitCode, `${stderr}`];
  };
  const UNSAID = "layermount: standard output cannot be written: ENOSPC\n";

  test("standard output that is full: said, and no fault; what was done is done", () => {
    for (const json of [[], ["--json"]]) {
      assert.equal(shell('"$@" >/dev/full', "mount", ...json, ...state, ...layers, at("target")), [1, UNSAID]);
      assert.equal(mountedBeneath(place.path), [at("target")]);
      assert.equal(shell('"$@" >/dev/full', "list", ...json, ...state), [1, UNSAID]);
      assert.equal(shell('"$@" >/dev/full', "explain", ...json, "words.nothing")[0], 1 + Number(json.length === 0));
      assert.is(layermount(["unmount", ...state, at("target")]).code, 0);
    }
  });

  test("`with` ends as its command does, whatever takes its report", () => {
    const run = ["with", "--json", ...state, ...layers];
    assert.is(shell('"$@" 2>/dev/full', ...run, "--", "sh", "-c", "exit 4")[0], 4);
    assert.is(shell('"$@"', ...run, "--report", "/dev/full", "--", "sh", "-c", "exit 4")[0], 4);
    for (const code of [0, 4]) {
      const unheard = ["--report", "/dev/full", "--", "sh", "-c", `exit ${code}`];
      const [exit, err] = shell('"$@"', "with", ...state, ...layers, ...unheard);
      assert.is(exit, code);
      assert.match(`${err}`, /^note: the report could not be written to \/dev\/full: ENOSPC\n/);
      assert.not.match(`${err}`, /nothing was done/);
    }
    assert.equal(mountedBeneath(place.path), []);
  });

  test("a recording goes to a file and to nothing else", () => {
    for (const file of ["/dev/full", "/dev/zero", "/dev/stdout", place.path]) {
      const { code, err } = layermount(["mount", "--record", file, ...state, ...layers, at("target")]);
      assert.is(code, 3, file);
      assert.match(err, /cannot be recorded in .*: (?:it is no regular file|EISDIR|ENXIO)/, file);
      assert.equal(mountedBeneath(place.path), []);
    }
  });

  test("words that only an overlay has are not left out of a single layer in silence", () => {
    const words = ["-o", "metacopy=bogus,nosuid"];
    const { code, err } = layermount(["mount", ...words, "--lower", at("base"), ...state, at("target")]);
    assert.is(code, 0);
    assert.match(err, /the word metacopy=bogus is left out/);
    assert.not.match(err, /nosuid/);
    assert.is(layermount(["unmount", ...state, at("target")]).code, 0);
  });

  test("the directory is removed", () => place.remove());
  test.run();
}
