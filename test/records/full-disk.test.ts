// A state directory on a full file system: the mount's record is refused as a whole, and nothing half is left.
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { LayermountError } from "../../host/errors.ts";
import { readRecords, stateIn, writeRecord } from "../../host/records/index.ts";
import { mount, umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { temporary } from "../support/temporary.ts";
import { overlayAt, session } from "./support.ts";

if (inPrivateNamespace(import.meta.filename)) {
  test("a disk without room refuses the record, and takes it again when there is room", async () => {
    const place = temporary("records-full");
    const disk = `${place.path}/disk`;
    mkdirSync(disk);
    mount("tmpfs", disk, "tmpfs", 0, "size=64k,mode=700");
    try {
      const state = await stateIn(session, `${disk}/state`);
      await writeRecord(state, overlayAt("/mnt/a"));
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(`${disk}/full`, Buffer.alloc(Number(bavail) * Number(bsize)));
      const before = readdirSync(`${disk}/state`);
      const error = await writeRecord(state, overlayAt("/mnt/b", 4294967301n)).catch((thrown: unknown) => thrown);
      const { rule, errno, exitCode } = error as LayermountError;
      assert.equal({ rule, errno, exitCode }, { rule: "records.write", errno: 28, exitCode: 4 });
      assert.equal(readdirSync(`${disk}/state`), before);
      assert.is((await readRecords(state)).records.length, 1);
      rmSync(`${disk}/full`);
      await writeRecord(state, overlayAt("/mnt/b", 4294967301n));
      assert.is((await readRecords(state)).records.length, 2);
    } finally {
      umount(disk);
      place.remove();
    }
  });

  test("a disk with room for a part of the record leaves no part of it", async () => {
    const place = temporary("records-part");
    const disk = `${place.path}/disk`;
    mkdirSync(disk);
    mount("tmpfs", disk, "tmpfs", 0, "size=64k,mode=700");
    try {
      const state = await stateIn(session, `${disk}/state`);
      await writeRecord(state, overlayAt("/mnt/a"));
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(`${disk}/full`, Buffer.alloc(Number(bavail) * Number(bsize) - Number(bsize)));
      const record = overlayAt("/mnt/b", 4294967301n);
      const mounts = Array.from({ length: 100 }, () => record.mounts[0]).filter((one) => one !== undefined);
      const error = await writeRecord(state, { ...record, mounts }).catch((thrown: unknown) => thrown);
      assert.is((error as LayermountError).rule, "records.write");
      const { records, strays } = await readRecords(state);
      assert.equal(strays, []);
      assert.is(records.length, 1);
    } finally {
      umount(disk);
      place.remove();
    }
  });

  test.after(() => session.close());
  test.run();
}
