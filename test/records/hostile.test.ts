// A state directory that somebody else prepared, and files in it that are no records: never followed, never trusted,
// never written through.
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError } from "../../host/errors.ts";
import {
  prepareState,
  readRecords,
  recordsHere,
  removeRecord,
  type State,
  stateIn,
  writeRecord,
} from "../../host/records/index.ts";
import { sentence } from "../../host/rules.ts";
import { makeFifo } from "../support/libc.ts";
import { missingRoot, testUnless } from "../support/skip.ts";
import { freshState, overlayAt, session } from "./support.ts";

const NOBODY = 65534;

/** Every way into the directory must be refused, by this rule and in these words. */
async function refusesAll(state: State, rule: string, words: RegExp): Promise<void> {
  const ways: Record<string, () => Promise<unknown>> = {
    prepare: () => prepareState(state),
    write: () => writeRecord(state, overlayAt("/mnt/a")),
    read: () => readRecords(state),
    find: () => recordsHere(state, overlayAt("/mnt/a").target),
    remove: () => removeRecord(state, overlayAt("/mnt/a")),
  };
  for (const [name, way] of Object.entries(ways)) {
    const error = await way().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, LayermountError, `${name} must refuse`);
    const { kind, rule: found, message, hint } = error as LayermountError;
    assert.equal([kind, found], ["refused", rule], name);
    assert.match(message, words, name);
    assert.ok(hint.length > 0);
  }
}

test("a symlink in place of the directory is refused, and nothing appears behind it", async () => {
  const state = await freshState("symlink");
  const elsewhere = `${state.path}-elsewhere`;
  mkdirSync(elsewhere, { mode: 0o700 });
  symlinkSync(elsewhere, state.path);
  await refusesAll(state, "records.unsafe-directory", /symbolic link/);
  assert.equal(readdirSync(elsewhere), []);
});

for (const mode of [0o755, 0o750, 0o701, 0o777, 0o1777]) {
  test(`a directory that others can enter is refused: ${mode.toString(8)}`, async () => {
    const state = await freshState("mode");
    mkdirSync(state.path);
    chmodSync(state.path, mode);
    await refusesAll(state, "records.unsafe-directory", new RegExp(`its mode is 0${mode.toString(8)}$`));
    assert.equal(readdirSync(state.path), []);
  });
}

test("a directory with inherited setgid is still its owner's alone", async () => {
  const state = await freshState("setgid");
  mkdirSync(state.path);
  chmodSync(state.path, 0o2700);
  await writeRecord(state, overlayAt("/mnt/a"));
  assert.is((await readRecords(state)).records.length, 1);
});

testUnless(test, missingRoot(), "a directory of another user is refused", async () => {
  const state = await freshState("owner");
  mkdirSync(state.path, { mode: 0o700 });
  chownSync(state.path, NOBODY, NOBODY);
  await refusesAll(state, "records.unsafe-directory", /it belongs to user 65534, not to 0/);
  assert.equal(readdirSync(state.path), []);
});

testUnless(test, missingRoot(), "a record that belongs to another user is not trusted", async () => {
  const state = await freshState("file-owner");
  await writeRecord(state, overlayAt("/mnt/a"));
  chownSync(`${state.path}/${readdirSync(state.path)[0]}`, NOBODY, NOBODY);
  const { records, strays } = await readRecords(state);
  assert.equal(
    [records.length, strays[0]?.rule, strays[0]?.fill.other],
    [0, "records.foreign", "it belongs to user 65534"],
  );
});

test("a file in place of the directory is refused", async () => {
  const state = await freshState("file");
  writeFileSync(state.path, "");
  await refusesAll(state, "records.unsafe-directory", /no directory/);
});

test("a fifo in place of the directory is refused without waiting", async () => {
  const state = await freshState("fifo-directory");
  makeFifo(state.path);
  await refusesAll(state, "records.unsafe-directory", /no directory/);
});

test("a directory whose parent is not there can neither be opened nor made", async () => {
  const state = await stateIn(session, `${(await freshState("parent")).path}/deeper`);
  const error = await writeRecord(state, overlayAt("/mnt/a")).catch((thrown: unknown) => thrown);
  assert.is((error as LayermountError).rule, "records.unreachable");
  assert.is((error as LayermountError).errno, 2);
});

test("a relative state directory is refused", async () => {
  const error = await stateIn(session, "state").catch((thrown: unknown) => thrown);
  assert.is((error as LayermountError).rule, "records.relative");
});

test("files that are no records are told apart and never read as one", async () => {
  const state = await freshState("strays");
  const { target } = await writeRecord(state, overlayAt("/mnt/a"));
  const [good] = readdirSync(state.path) as [string];
  const text = readFileSync(`${state.path}/${good}`, "utf8");
  const named = (i: number) => `000000000000000${i}-${i}.json`;
  const put = (name: string, content: string) => writeFileSync(`${state.path}/${name}`, content, { mode: 0o600 });
  makeFifo(`${state.path}/${named(1)}`);
  symlinkSync(`${state.path}/${good}`, `${state.path}/${named(2)}`);
  mkdirSync(`${state.path}/${named(3)}`);
  put(named(4), text.slice(0, 100));
  put(named(5), "");
  put(named(6), text);
  put(named(7), text.replace('"layermount":1', '"layermount":2'));
  put(named(8), "x");
  truncateSync(`${state.path}/${named(8)}`, 3 * 2 ** 30);
  put(named(9), text);
  chmodSync(`${state.path}/${named(9)}`, 0o644);
  put("notes.txt", "hello");
  put(`.${good}.new`, text.slice(0, 5));
  const { records, strays } = await readRecords(state);
  assert.equal(
    records.map((record) => record.target),
    [target],
  );
  const told = strays.map(({ rule, fill }) => `${rule}: ${sentence(rule, fill)}`).sort();
  assert.equal(told.length, 11);
  const about = (name: string) => told.find((line) => line.includes(name)) ?? "";
  assert.match(about(named(1)), /^records\.foreign: .*no regular file/);
  assert.match(about(named(2)), /^records\.foreign: .*no regular file/);
  assert.match(about(named(3)), /^records\.foreign: .*no regular file/);
  assert.match(about(named(4)), /^records\.torn: .*no JSON text/);
  assert.match(about(named(5)), /^records\.torn: .*no JSON text/);
  assert.match(about(named(6)), /^records\.foreign: .*name is that of another mount/);
  assert.match(about(named(7)), /^records\.version: .*version 2, this layermount reads version 1/);
  assert.match(about(named(8)), /^records\.torn: .*larger than 1048575 bytes/);
  assert.match(about(named(9)), /^records\.foreign: .*mode is 0644/);
  assert.match(about("notes.txt"), /^records\.foreign: .*name is not a record's/);
  assert.match(about(".new"), /^records\.unfinished: /);
});

test("no descriptor is left open by any of it", () => {
  const open = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "";
    }
  });
  assert.equal(
    open.filter((path) => path.includes("layermount-records")),
    [],
  );
});

test.after(() => session.close());
test.run();
