/** Every op that mounts, on the real kernel, in a mount namespace of the test's own. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { op } from "./assemble.ts";
import { perform } from "./driver.ts";
import * as m from "./mounts.ts";

const { CWD, onTmpfs, open } = m;
const MS_BIND = 4096;
const MOUNT_ATTR_RDONLY = 1;
const MS_PRIVATE = 1 << 18;
const ST_RDONLY = 1;

if (inPrivateNamespace(import.meta.filename)) {
  const { statmount, layerDescriptors } = await m.lacking();

  test("mount and umount: a relative overlay from a block of its own", () =>
    onTmpfs(async (session, means, path) => {
      const layers = m.makeLayers(path, 3);
      const data = `lowerdir=${layers.join(":")},upperdir=upper,workdir=work`;
      const seen = await perform(session, means, [
        open(0, CWD, path),
        op("child", 2),
        op("fchdir", 0),
        op("mount", "overlay", `${path}/merged`, "overlay", 0, data),
        open(1, 0, "merged"),
        { ...op("statx", 1, "", m.AT_EMPTY_PATH, m.STATX_MNT_ID_UNIQUE), into: 0 },
        op("fstatfs", 1),
        op("close", 1),
        op("close", 0),
      ]);
      assert.equal(seen.results, Array(9).fill(0));
      assert.is(seen.out(6, 16).readBigUInt64LE(0), 0x794c7630n);
      assert.is(seen.out(6, 16).readBigUInt64LE(8) & BigInt(ST_RDONLY), 0n);
      assert.equal(readdirSync(`${path}/merged`).sort(), ["file-0", "file-1", "file-2"]);
      writeFileSync(`${path}/merged/written`, "");
      assert.ok(existsSync(`${path}/upper/written`));
      assert.is((await perform(session, means, [op("umount", `${path}/merged`, m.UMOUNT_NOFOLLOW)])).errno, 0);
      assert.is(m.lineOf(`${path}/merged`), "");
    }));

  testUnless(
    test,
    layerDescriptors,
    "fsopen, fsconfig, fsmount, move_mount: an overlay by strings and descriptors",
    () =>
      onTmpfs(async (session, means, path) => {
        m.makeLayers(path, 2);
        const seen = await perform(session, means, [
          open(0, CWD, path),
          open(1, 0, "0/fs"),
          { ...op("fsopen", "overlay", 0), into: 2 },
          op("fsconfig", 2, m.FSCONFIG.string, "source", "overlay", 0),
          op("fsconfig_fd", 2, m.FSCONFIG.fd, "lowerdir+", 1),
          op("fsconfig", 2, m.FSCONFIG.string, "lowerdir+", `${path}/1/fs`, 0),
          op("fsconfig", 2, m.FSCONFIG.create, null, null, 0),
          { ...op("fsmount", 2, 0, MOUNT_ATTR_RDONLY), into: 3 },
          op("move_mount", 3, "", 0, "merged", m.MOVE_MOUNT_F_EMPTY_PATH),
          op("close", 3),
          op("close", 2),
        ]);
        assert.equal(seen.results, Array(11).fill(0));
        assert.equal(readdirSync(`${path}/merged`).sort(), ["file-0", "file-1"]);
        assert.match(
          m.lineOf(`${path}/merged`),
          / ro[ ,].* - overlay overlay .*lowerdir\+=.*\/0\/fs,lowerdir\+=.*\/1\/fs/,
        );
        assert.is((await perform(session, means, [op("umount", `${path}/merged`, 0)])).errno, 0);
      }),
  );

  test("the kernel's own words are read from the context after a failure, by a second program", () =>
    onTmpfs(async (session, means) => {
      const wrong = [
        { ...op("fsopen", "overlay", 0), into: 0 },
        op("fsconfig", 0, m.FSCONFIG.string, "no-such-option", "x", 0),
      ];
      const seen = await perform(session, means, wrong);
      assert.is(seen.done, 1);
      const said = await perform(session, means, [op("read", 0, 256)]);
      assert.match(said.out(0).toString("latin1"), /no-such-option/);
    }));

  test("open_tree, mount_setattr: a detached bind made read-only, then seen at its place", () =>
    onTmpfs(async (session, means, path) => {
      m.makeLayers(path, 1);
      const seen = await perform(session, means, [
        { ...op("open_tree", CWD, `${path}/0/fs`, m.OPEN_TREE_CLONE | m.AT_RECURSIVE), into: 0 },
        op("mount_setattr", 0, "", m.AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, 0, MS_PRIVATE),
        op("move_mount", 0, "", CWD, `${path}/merged`, m.MOVE_MOUNT_F_EMPTY_PATH),
        op("mount_setattr", 0, "", m.AT_EMPTY_PATH, 0, MOUNT_ATTR_RDONLY, 0),
        op("close", 0),
      ]);
      assert.equal(seen.results, Array(5).fill(0));
      assert.match(m.lineOf(`${path}/merged`), /\/0\/fs .* rw,relatime /);
      const again = await perform(session, means, [op("mount", null, `${path}/merged`, null, MS_BIND | 32 | 1, null)]);
      assert.is(again.errno, 0);
      assert.match(m.lineOf(`${path}/merged`), / ro,relatime /);
      assert.is((await perform(session, means, [op("umount", `${path}/merged`, 0)])).errno, 0);
    }));

  testUnless(test, statmount, "statmount gives the kernel's structure, EOVERFLOW where it has no room", () =>
    onTmpfs(async (session, means, path) => {
      const mask = m.STATMOUNT.sbBasic | m.STATMOUNT.mountPoint;
      const seen = await perform(session, means, [
        { ...op("statx", CWD, path, 0, m.STATX_MNT_ID_UNIQUE), into: 0 },
        op("statmount", 0, mask, 4096),
        { ...op("statmount", 0, mask, 520), soft: true },
      ]);
      const out = seen.out(1);
      assert.is(seen.results[1], out.readUInt32LE(0));
      assert.is(out.readUInt32LE(24), 0x01021994);
      const point = out.readUInt32LE(108);
      assert.is(out.toString("latin1", 512 + point, out.indexOf(0, 512 + point)), path);
      assert.is(seen.results[2], -75);
      assert.ok(seen.out(2, 520).every((byte) => byte === 0));
    }),
  );

  test("same and equal compare what was observed", () =>
    onTmpfs(async (session, means, path) => {
      writeFileSync(`${path}/a`, "abcdef");
      writeFileSync(`${path}/b`, "abcdxx");
      const read = (into: number, name: string) => [
        { ...op("open", CWD, `${path}/${name}`, 0, 0), into },
        op("read", into, 16),
      ];
      const seen = await perform(session, means, [
        ...read(0, "a"),
        ...read(1, "b"),
        op("same", { of: 1 }, "abcdef", 6),
        { ...op("same", { of: 3 }, "abcdef", 6), soft: true },
        op("same", { of: 3, at: 4 }, "xx", 2),
        op("equal", { of: 1 }, { of: 3 }, 4),
        { ...op("equal", { of: 1 }, { of: 3 }, 5), soft: true },
      ]);
      assert.equal(seen.results.slice(4), [0, -116, 0, 0, -116]);
    }));

  test("no mount of a test is left behind", () => {
    assert.not.match(readFileSync("/proc/self/mountinfo", "latin1"), /shim-mount/);
  });

  test.run();
}
