/** Registers: who may fill and read them, what a close leaves, and that nothing stays open. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Session } from "../../host/linux/session.ts";
import { CWD, op } from "./assemble.ts";
import { byBoth, perform } from "./driver.ts";

const O_PATH = 0x200000;
const EBADF = 9;
const EEXIST = 17;

const open = (into: number, path = "/") => ({ ...op("open", CWD, path, O_PATH, 0), into });

/** Descriptors of this process with where they lead, without the one that lists them. */
function descriptors(): Map<number, string> {
  const found = new Map<number, string>();
  for (const fd of readdirSync("/proc/self/fd")) {
    try {
      found.set(Number(fd), readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      // That of the listing itself.
    }
  }
  return found;
}

test("a full register is not overwritten, an empty one is not read, before any system call", () =>
  byBoth(async (session, means) => {
    const before = descriptors().size;
    const seen = await perform(session, means, [
      open(0),
      { ...open(0, "/proc"), soft: true },
      { ...op("fstatfs", 1), soft: true },
      { ...op("statmount", 7, 1, 64), soft: true },
      op("close", 0),
      { ...op("close", 0), soft: true },
      open(0),
    ]);
    assert.equal(seen.results, [0, -EEXIST, -EBADF, -EBADF, 0, -EBADF, 0]);
    // What the refused open would have opened is not open either.
    assert.is([...descriptors().values()].filter((to) => to === "/proc").length, 0);
    await session.reset();
    assert.ok(descriptors().size <= before + 4);
  }));

test("registers outlive a program and are forgotten by reset", () =>
  byBoth(async (session, means) => {
    await perform(session, means, [open(255), { ...op("statx", CWD, "/", 0, 0x1000), into: 255 }]);
    assert.is((await perform(session, means, [op("fstatfs", 255), op("mountinfo", 255, 4096)])).errno, 0);
    await session.reset();
    const seen = await perform(session, means, [
      { ...op("fstatfs", 255), soft: true },
      { ...op("mountinfo", 255, 64), soft: true },
    ]);
    assert.equal(seen.results, [-EBADF, -EBADF]);
  }));

test("a mount id may be read again into its register", () =>
  byBoth(async (session, means) => {
    const look = (path: string) => ({ ...op("statx", CWD, path, 0, 0x1000), into: 0 });
    const seen = await perform(session, means, [look("/"), look("/proc"), op("mountinfo", 0, 4096)]);
    assert.is(seen.errno, 0);
    assert.match(seen.out(2).toString("latin1"), / \/proc /);
  }));

test("every descriptor is close-on-exec, also those of the session itself", async () => {
  const before = descriptors();
  const session = new Session();
  await perform(session, "thread", [
    open(0),
    { ...op("open", CWD, "/proc/self/status", 0, 0), into: 1 },
    { ...op("openat2", CWD, "/", O_PATH, 0), into: 2 },
  ]);
  const mine = [...descriptors().keys()].filter((fd) => !before.has(fd));
  assert.ok(mine.length >= 5, `three registers and the session's own: ${mine.length}`);
  for (const fd of mine) {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "latin1"))?.[1] ?? "0";
    assert.is(Number.parseInt(flags, 8) & 0o2000000, 0o2000000, `${fd} -> ${descriptors().get(fd)}`);
  }
  await session.close();
});

test("after reset no register's descriptor is open, after close none at all", async () => {
  const before = [...descriptors().keys()];
  for (const means of ["thread", "child"] as const) {
    const session = new Session();
    await perform(session, means, []);
    const idle = [...descriptors().keys()];
    await perform(
      session,
      means,
      Array.from({ length: 256 }, (_, i) => open(i)),
    );
    assert.is(descriptors().size, idle.length + 256);
    await session.reset();
    assert.equal([...descriptors().keys()], idle);
    await perform(session, means, [open(3)]);
    await session.close();
    // The loop closes its end of the pair in its next turn.
    await Bun.sleep(5);
    assert.equal([...descriptors().keys()], before);
  }
});

test.run();
