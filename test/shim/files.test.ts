/** Every op that needs no privilege, on real files, on the session's thread and through a child. */
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Session } from "../../host/linux/session.ts";
import { temporary } from "../support/temporary.ts";
import { CWD, op } from "./assemble.ts";
import { byBoth, type Means, perform } from "./driver.ts";

const O_CREAT = 0x40;
const O_EXCL = 0x80;
const O_WRONLY = 1;
const O_DIRECTORY = 0x10000;
const O_NOFOLLOW = 0x20000;
const O_PATH = 0x200000;
const RESOLVE_NO_SYMLINKS = 4;
const RESOLVE_BENEATH = 8;
const STATX_ALL = 0x17ff;
const ENOENT = 2;
const EEXIST = 17;
const ENOTDIR = 20;
const ELOOP = 40;
const EXDEV = 18;
const EBADF = 9;
const ESTALE = 116;

/** A directory with a file, a directory and a link in it; held in register 0. */
async function inDirectory(work: (session: Session, means: Means, path: string) => Promise<void>): Promise<void> {
  await byBoth(async (session, means) => {
    const directory = temporary("shim");
    const { path } = directory;
    mkdirSync(`${path}/sub`);
    writeFileSync(`${path}/file`, "content");
    symlinkSync("file", `${path}/link`);
    const opened = await perform(session, means, [{ ...op("open", CWD, path, O_PATH | O_DIRECTORY, 0), into: 0 }]);
    assert.equal(opened.results, [0]);
    await work(session, means, path);
    await session.reset();
    directory.remove();
  });
}

test("open, write, read and close a file, and its descriptor number is never shown", () =>
  inDirectory(async (session, means, path) => {
    const seen = await perform(session, means, [
      { ...op("open", 0, "new", O_CREAT | O_EXCL | O_WRONLY, 0o640), into: 1 },
      op("write", 1, "four", 4),
      op("close", 1),
      { ...op("open", 0, "new", 0, 0), into: 1 },
      op("read", 1, 64),
      op("read", 1, 64),
      op("close", 1),
    ]);
    assert.equal(seen.results, [0, 4, 0, 0, 4, 0, 0]);
    assert.is(seen.out(4).toString(), "four");
    assert.is(seen.done, 7);
    assert.is(seen.errno, 0);
    assert.is(readFileSync(`${path}/new`, "latin1"), "four");
  }));

test("openat2 resolves as it is told to", () =>
  inDirectory(async (session, means) => {
    const soft = (path: string, resolve: number) => ({
      ...op("openat2", 0, path, O_PATH, resolve),
      into: 1,
      soft: true,
    });
    const seen = await perform(session, means, [
      soft("link", RESOLVE_NO_SYMLINKS),
      soft("../..", RESOLVE_BENEATH),
      soft("sub", RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS),
      op("close", 1),
    ]);
    assert.equal(seen.results, [-ELOOP, -EXDEV, 0, 0]);
  }));

test("O_DIRECTORY and O_NOFOLLOW mean the same on every processor", () =>
  inDirectory(async (session, means) => {
    const seen = await perform(session, means, [
      { ...op("open", 0, "file", O_DIRECTORY, 0), into: 1, soft: true },
      { ...op("open", 0, "link", O_NOFOLLOW, 0), into: 1, soft: true },
    ]);
    assert.equal(seen.results, [-ENOTDIR, -ELOOP]);
  }));

test("statx and fstatfs say what stat says", () =>
  inDirectory(async (session, means, path) => {
    const seen = await perform(session, means, [
      { ...op("statx", 0, "file", 0x100, STATX_ALL), into: 3 },
      { ...op("open", 0, "file", 0, 0), into: 1 },
      op("fstatfs", 1),
      op("close", 1),
    ]);
    const stat = statSync(`${path}/file`, { bigint: true });
    const x = seen.out(0, 48);
    assert.is(BigInt(x.readUInt32LE(0)), stat.mode);
    assert.is(x.readBigUInt64LE(8), stat.ino);
    const device = (stat.dev & 0xfffff00000000000n) | BigInt(x.readUInt32LE(16) << 8) | BigInt(x.readUInt32LE(20));
    assert.is(device, stat.dev);
    assert.ok(x.readBigUInt64LE(24) > 0n, "a mount id");
    assert.is(BigInt(x.readUInt32LE(32)), stat.uid);
    assert.is(BigInt(x.readUInt32LE(36)), stat.gid);
    assert.is(x.readUInt32LE(40) & 0x17ff, 0x17ff);
    assert.is(BigInt(x.readUInt32LE(44)), stat.nlink);
    const { type } = await import("node:fs").then((fs) => fs.statfsSync(path, { bigint: true }));
    assert.is(seen.out(2, 16).readBigUInt64LE(0), type);
  }));

test("mkdir, rename, unlink, rmdir, readlink and getdents", () =>
  inDirectory(async (session, means) => {
    const seen = await perform(session, means, [
      op("mkdir", 0, "made", 0o700),
      op("rename", 0, "file", 0, "made/moved", 0),
      op("readlink", 0, "link", 16),
      op("unlink", 0, "link"),
      op("rmdir", 0, "sub"),
      { ...op("open", 0, ".", O_DIRECTORY, 0), into: 1 },
      op("getdents", 1, 512),
      op("close", 1),
      op("unlink", 0, "made/moved"),
      op("rmdir", 0, "made"),
    ]);
    assert.equal(
      seen.results.filter((_, i) => i !== 2 && i !== 6),
      [0, 0, 0, 0, 0, 0, 0, 0],
    );
    assert.is(seen.out(2).toString(), "file");
    const entries = seen.out(6);
    const names: string[] = [];
    for (let at = 0; at < entries.length; at += entries.readUInt16LE(at + 16)) {
      names.push(entries.toString("latin1", at + 19, entries.indexOf(0, at + 19)));
    }
    assert.equal(names.sort(), [".", "..", "made"]);
  }));

test("bits looks at four observed bytes, fdpath tells where a descriptor leads by now", () =>
  inDirectory(async (session, means, path) => {
    const S_IFMT = 0o170000;
    const S_IFDIR = 0o040000;
    const seen = await perform(session, means, [
      op("statx", 0, "sub", 0x100, STATX_ALL),
      op("bits", { of: 0 }, S_IFMT, S_IFDIR),
      { ...op("bits", { of: 0 }, S_IFMT, 0o100000), soft: true },
      { ...op("open", 0, "sub", O_PATH, 0), into: 1 },
      op("rename", 0, "sub", 0, "moved", 0),
      op("fdpath", 1, 256),
      op("close", 1),
      { ...op("fdpath", 1, 256), soft: true },
    ]);
    assert.equal(seen.results.slice(0, 5), [0, 0, -ESTALE, 0, 0]);
    assert.is(seen.out(5).toString("latin1"), `${path}/moved`);
    assert.is(seen.results[7], -EBADF);
  }));

test("a program stops at the first failure that is not soft", () =>
  inDirectory(async (session, means) => {
    const seen = await perform(session, means, [
      { ...op("unlink", 0, "none"), soft: true },
      op("rmdir", 0, "file"),
      op("mkdir", 0, "never", 0o700),
    ]);
    assert.equal(seen.results, [-ENOENT, -ENOTDIR, 0]);
    assert.is(seen.done, 1);
    assert.is(seen.errno, ENOTDIR);
    const after = await perform(session, means, [{ ...op("statx", 0, "never", 0x100, 1), absent: true }]);
    assert.equal(after.results, [0]);
  }));

test("absent wants ENOENT: success is EEXIST, every other errno stays", () =>
  inDirectory(async (session, means) => {
    const absent = { absent: true, soft: true };
    const seen = await perform(session, means, [
      { ...op("statx", 0, "none", 0x100, 1), ...absent },
      { ...op("statx", 0, "file", 0x100, 1), ...absent },
      { ...op("statx", 0, "file/below", 0x100, 1), ...absent },
      { ...op("open", 0, "file", 0, 0), into: 1, ...absent },
      { ...op("open", 0, "file", 0, 0), into: 1 },
    ]);
    assert.equal(seen.results, [0, -EEXIST, -ENOTDIR, -EEXIST, 0]);
  }));

test("sleep takes its time", () =>
  byBoth(async (session, means) => {
    const before = performance.now();
    assert.equal((await perform(session, means, [op("sleep", 30)])).results, [0]);
    assert.ok(performance.now() - before >= 29);
  }));

test("an observation holds nothing of the one before", () =>
  inDirectory(async (session, means) => {
    const read = [{ ...op("open", 0, "file", 0, 0), into: 1 }, op("read", 1, 64), op("close", 1)];
    await perform(session, means, read);
    const failed = await perform(session, means, [op("close", 9), op("read", 1, 64), op("close", 1)]);
    assert.ok(failed.bytes.subarray(32).every((byte) => byte === 0));
  }));

test("mountinfo gives the one line, or says that there is none or no room", () =>
  byBoth(async (session, means) => {
    const STATX_MNT_ID = 0x1000;
    const seen = await perform(session, means, [
      { ...op("statx", CWD, "/proc", 0, STATX_MNT_ID), into: 0 },
      op("mountinfo", 0, 4096),
      { ...op("mountinfo", 0, 8), soft: true },
    ]);
    const id = seen.out(0, 48).readBigUInt64LE(24);
    const lines = readFileSync("/proc/self/mountinfo", "latin1").split("\n");
    assert.is(
      seen.out(1).toString("latin1"),
      lines.find((line) => line.startsWith(`${id} `)),
    );
    assert.is(seen.results[2], -75);
    assert.ok(seen.out(2, 8).every((byte) => byte === 0));
  }));

test.run();
