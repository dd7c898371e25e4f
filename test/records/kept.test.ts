// What one process found out of the kernel and another believes: only from a file that is ours alone and whole, under
// the very circumstances, and never against the kernel.
import { chmodSync, chownSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CAPABILITIES_FILE, readCapabilities, writeCapabilities } from "../../host/records/capabilities.ts";
import { prepareState } from "../../host/records/index.ts";
import { layermount } from "../cli/support.ts";
import { vector } from "../plan/vectors.ts";
import { makeFifo } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { missingRoot, testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { freshState, modeOf } from "./support.ts";

const FOUND = vector("6.12");
const NOBODY = 65534;

/** A state directory in which they are kept under "here". */
async function kept() {
  const state = await freshState("kept");
  await prepareState(state);
  assert.is(await writeCapabilities(state, "here", FOUND), true);
  return { state, file: `${state.path}/${CAPABILITIES_FILE}` };
}

test("what is kept comes back under the same circumstances, and under no others", async () => {
  const { state, file } = await kept();
  assert.equal(await readCapabilities(state, "here"), FOUND);
  assert.is(modeOf(file), 0o600);
  for (const under of ["", "here ", "her", "elsewhere"]) assert.is(await readCapabilities(state, under), undefined);
});

test("nothing is kept where there is no directory, and none is made", async () => {
  const state = await freshState("kept-nowhere");
  assert.is(await writeCapabilities(state, "here", FOUND), false);
  assert.is(await readCapabilities(state, "here"), undefined);
});

test("a file that is damaged, of another version, or of other types is not believed", async () => {
  const { state, file } = await kept();
  const text = readFileSync(file, "utf8");
  const whole = JSON.parse(text);
  const changed = (change: object) => JSON.stringify({ ...whole, capabilities: { ...whole.capabilities, ...change } });
  const damaged = [
    ...["", "null", "[]", "{}", text.slice(0, -3), `${text}x`, text.replace('"layermount":1', '"layermount":2')],
    ...[changed({ features: [] }), changed({ features: { overlay: 1 } }), changed({ pageSize: -1 })],
    ...[changed({ lowerMax: 0.5 }), changed({ valueMax: null }), JSON.stringify({ ...whole, capabilities: null })],
  ];
  for (const one of damaged) {
    writeFileSync(file, one);
    assert.is(await readCapabilities(state, "here"), undefined, one.slice(0, 80));
  }
  writeFileSync(file, text);
  assert.equal(await readCapabilities(state, "here"), FOUND);
});

test("a file that others can read, a link, a directory, a pipe: none is believed, and none stops anybody", async () => {
  const { state, file } = await kept();
  chmodSync(file, 0o640);
  assert.is(await readCapabilities(state, "here"), undefined, "its mode");
  chmodSync(file, 0o600);
  renameSync(file, `${file}.real`);
  symlinkSync(`${file}.real`, file);
  assert.is(await readCapabilities(state, "here"), undefined, "a link");
  rmSync(file);
  mkdirSync(file, { mode: 0o700 });
  assert.is(await readCapabilities(state, "here"), undefined, "a directory");
  rmSync(file, { recursive: true });
  makeFifo(file);
  chmodSync(file, 0o600);
  assert.is(await readCapabilities(state, "here"), undefined, "a pipe");
});

testUnless(test, missingRoot(), "a file that belongs to somebody else is not believed", async () => {
  const { state, file } = await kept();
  chownSync(file, NOBODY, NOBODY);
  assert.is(await readCapabilities(state, "here"), undefined);
});

test("circumstances: the same for two processes alike; other rights, filters and namespaces are others", async () => {
  const script = `${temporary("kept-script").path}/circumstances.ts`;
  const root = new URL("../../", import.meta.url).pathname;
  writeFileSync(
    script,
    `import { Session } from "${root}host/linux/session.ts";
    import { circumstances } from "${root}host/records/capabilities.ts";
    import { stateIn } from "${root}host/records/state.ts";
    console.log(await circumstances(await stateIn(new Session(), "/nonexistent"), process.argv[2]));
    process.exit(0);`,
  );
  const ask = (...before: string[]) => {
    const ran = Bun.spawnSync([...before, process.execPath, script, "planner"]);
    return ran.success ? ran.stdout.toString().trim() : undefined;
  };
  const here = ask();
  assert.match(here ?? "", /^planner [0-9a-f-]{36} \S+ \d+ .*CapEff.*Seccomp/s);
  assert.is(ask(), here);
  assert.is.not(Bun.spawnSync([process.execPath, script, "other"]).stdout.toString().trim(), here, "another planner");
  const others = [
    ["setpriv", "--no-new-privs"],
    ["setpriv", "--bounding-set=-sys_admin"],
    ["unshare", "--user", "--map-root-user"],
  ];
  for (const before of others) {
    const there = ask(...before);
    if (there !== undefined) assert.is.not(there, here, before.join(" "));
  }
});

if (inPrivateNamespace(import.meta.filename)) {
  test("what is kept never stands against the kernel: what it refuses is found out anew, and done", async () => {
    const { path } = temporary("kept-mount");
    for (const name of ["a", "b", "target"]) mkdirSync(`${path}/${name}`);
    const state = ["--state", `${path}/state`];
    const mount = [...state, "mount", "--json", "--lower", `${path}/a`, "--lower", `${path}/b`, `${path}/target`];
    const run = () => {
      const { code, out, err } = layermount(mount);
      assert.is(code, 0, out + err);
      layermount([...state, "unmount", `${path}/target`]);
      return JSON.parse(out);
    };
    run();
    // The first one made the directory; what the second found is kept there.
    const { way } = run();
    const file = `${path}/state/${CAPABILITIES_FILE}`;
    const true_ = readFileSync(file, "utf8");
    const lie = JSON.parse(true_);
    lie.capabilities.features.overlay = false;
    writeFileSync(file, `${JSON.stringify(lie)}\n`);
    assert.is(run().way, way);
    assert.is(readFileSync(file, "utf8"), true_, "and what is true is kept");
  });
}

test.run();
