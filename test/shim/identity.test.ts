/** differ and mountid, on real files and mounts, on the session's thread and through a child. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CWD, op } from "./assemble.ts";
import { byBoth, perform } from "./driver.ts";

const STATX_MNT_ID = 0x1000;
const [EBADF, EINVAL, ESTALE] = [9, 22, 116] as const;
const MNT_POINT = 0x10;

const bytesOf = (id: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(id);
  return bytes;
};

test("differ stops where two runs of observed bytes are equal, and only there", () =>
  byBoth(async (session, means) => {
    const seen = await perform(session, means, [
      op("statx", CWD, "/", 0, 0x17ff),
      op("statx", CWD, "/proc", 0, 0x17ff),
      op("statx", CWD, "/", 0, 0x17ff),
      op("differ", { of: 0, at: 8 }, { of: 1, at: 8 }, 24),
      { ...op("differ", { of: 0, at: 8 }, { of: 2, at: 8 }, 24), soft: true },
      { ...op("differ", { of: 0, at: 8 }, { of: 0, at: 8 }, 0), soft: true },
      op("differ", { of: 0, at: 8 }, { of: 2, at: 8 }, 24),
      op("statx", CWD, "/", 0, 0x17ff),
    ]);
    assert.equal(seen.results, [0, 0, 0, 0, -ESTALE, -ESTALE, -ESTALE, 0]);
    await session.reset();
  }));

test("mountid fills a register with an id, by which the mount is found", () =>
  byBoth(async (session, means) => {
    const first = await perform(session, means, [{ ...op("statx", CWD, "/proc", 0, STATX_MNT_ID), into: 1 }]);
    const id = first.out(0, 48).readBigUInt64LE(24);
    await session.reset();
    const seen = await perform(session, means, [
      { ...op("mountinfo", 1, 4096), soft: true },
      { ...op("mountid", bytesOf(id), 8), into: 1 },
      op("mountinfo", 1, 4096),
      { ...op("mountid", bytesOf(2n ** 40n + 1n), 8), into: 2 },
      { ...op("statmount", 2, MNT_POINT, 4096), soft: true },
      { ...op("mountid", bytesOf(id), 7), into: 3, soft: true },
      { ...op("mountinfo", 3, 4096), soft: true },
    ]);
    assert.equal(seen.results.slice(0, 2), [-EBADF, 0]);
    assert.equal([seen.results[3], seen.results[5], seen.results[6]], [0, -EINVAL, -EBADF]);
    assert.ok((seen.results[4] ?? 0) < 0, "no such mount, or no such call");
    const line = readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .find((one) => one.startsWith(`${id} `));
    assert.is(seen.out(2).toString("latin1"), line);
    await session.reset();
  }));

test.run();
