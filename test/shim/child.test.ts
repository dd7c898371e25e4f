/** Blocks with a working directory of their own: inline on the session's thread, in a vfork child otherwise. */
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { temporary } from "../support/temporary.ts";
import { CWD, op } from "./assemble.ts";
import { byBoth, perform } from "./driver.ts";

const O_PATH = 0x200000;
const ENOENT = 2;
const ENOTDIR = 20;
const open = (into: number, path: string) => ({ ...op("open", CWD, path, O_PATH, 0), into });

/** Working directories of this process's tasks, with how often. */
function directories(): string[] {
  return readdirSync("/proc/self/task").map((task) => readlinkSync(`/proc/self/task/${task}/cwd`));
}

test("names in a block are relative to its own directory, and the process stays where it is", () =>
  byBoth(async (session, means) => {
    const made = temporary("child");
    mkdirSync(`${made.path}/a`);
    mkdirSync(`${made.path}/b`);
    const here = process.cwd();
    const mask = process.umask();
    const seen = await perform(session, means, [
      open(0, `${made.path}/a`),
      open(1, `${made.path}/b`),
      op("child", 3),
      op("fchdir", 0),
      op("mkdir", CWD, "one", 0o700),
      op("mkdir", CWD, "two", 0o700),
      op("child", 2),
      op("fchdir", 1),
      op("mkdir", CWD, "three", 0o700),
      op("close", 0),
      op("close", 1),
    ]);
    assert.equal(seen.results, Array(11).fill(0));
    for (const name of ["a/one", "a/two", "b/three"]) assert.ok(existsSync(`${made.path}/${name}`), name);
    assert.is(process.cwd(), here);
    assert.is(readlinkSync("/proc/self/cwd"), here);
    assert.is(process.umask(), mask);
    await session.reset();
    assert.is(directories().filter((path) => path.startsWith(made.path)).length, 0, "an idle thread stands nowhere");
    made.remove();
  }));

test("a failure inside stops the program there, a soft one does not", () =>
  byBoth(async (session, means) => {
    const made = temporary("child");
    const seen = await perform(session, means, [
      open(0, made.path),
      op("child", 4),
      op("fchdir", 0),
      { ...op("rmdir", CWD, "none"), soft: true },
      op("mkdir", CWD, "none/below", 0o700),
      op("mkdir", CWD, "never", 0o700),
      op("close", 0),
    ]);
    assert.equal(seen.results, [0, 0, 0, -ENOENT, -ENOENT, 0, 0]);
    assert.is(seen.done, 4);
    assert.is(seen.errno, ENOENT);
    assert.not.ok(existsSync(`${made.path}/never`));
    await session.reset();
    made.remove();
  }));

test("fchdir to what is no directory fails and nothing else of the block is done", () =>
  byBoth(async (session, means) => {
    const seen = await perform(session, means, [
      open(0, "/proc/self/status"),
      op("child", 2),
      op("fchdir", 0),
      op("mkdir", CWD, "layermount-never", 0o700),
    ]);
    assert.is(seen.done, 2);
    assert.is(seen.errno, ENOTDIR);
    assert.not.ok(existsSync("/layermount-never"));
    assert.not.ok(existsSync("layermount-never"));
  }));

test("what a block closes is closed, and ids that it reads are kept", () =>
  byBoth(async (session, means) => {
    const seen = await perform(session, means, [
      open(0, "/proc"),
      open(1, "/"),
      op("child", 3),
      op("fchdir", 0),
      op("close", 1),
      { ...op("statx", CWD, ".", 0, 0x1000), into: 0 },
      open(1, "/"),
      op("mountinfo", 0, 4096),
    ]);
    assert.is(seen.errno, 0);
    assert.match(seen.out(7).toString("latin1"), / \/proc /);
  }));

test("signal handlers and pending children of the process are as before", async () => {
  const masks = () => readFileSync("/proc/thread-self/status", "latin1").match(/^Sig(Blk|Ign|Cgt):.*$/gm);
  let chld = 0;
  const count = () => chld++;
  process.on("SIGCHLD", count);
  const before = masks();
  assert.is(before?.length, 3);
  await byBoth(async (session, means) => {
    for (let i = 0; i < 20; i++) {
      await perform(session, means, [open(0, "/"), op("child", 1), op("fchdir", 0), op("close", 0)]);
    }
  });
  assert.equal(masks(), before);
  await Bun.sleep(5);
  assert.is(chld, 0, "a child of the shim sends no SIGCHLD");
  process.off("SIGCHLD", count);
  const zombies = readdirSync("/proc/self/task").flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, "latin1").split(" ").filter(Boolean),
  );
  assert.equal(zombies, []);
});

test.run();
