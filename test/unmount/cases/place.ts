/** Where a mount is when it is to be taken down: beneath another one, elsewhere, nowhere. */
import { mount, tmpfs, unmount } from "../scenes/scene.ts";
import { type Case, expect, mounted } from "./case.ts";

const STRANGER = { answer: "refused by unmount.stranger" };

const stacked: readonly Case[] = [
  {
    name: "nobody was there: it is taken down",
    async play(stage) {
      await expect(stage, unmount(stage, await mounted(stage)), { unmounted: 1, gone: 0 });
    },
  },
  {
    name: "a stack of ours: newest first",
    async play(stage) {
      stage.directory("target");
      const outcome = await mount(stage, "target", [tmpfs(), tmpfs()]);
      await expect(stage, unmount(stage, outcome), { unmounted: 2, gone: 0 });
    },
  },
  {
    name: "a stranger's mount lies on it: refused, and taken down when that has gone",
    async play(stage) {
      const outcome = await mounted(stage);
      stage.tmpfs("target");
      await expect(stage, unmount(stage, outcome), STRANGER, ["target", "target"]);
      stage.umount("target");
      await expect(stage, unmount(stage, outcome), { unmounted: 1, gone: 0 });
    },
  },
  {
    name: "a stranger's mount lies between two of ours, and is never touched",
    async play(stage) {
      const lower = await mounted(stage);
      stage.tmpfs("target");
      const upper = await mount(stage, "target", [tmpfs()]);
      await expect(stage, unmount(stage, lower), STRANGER, ["target", "target", "target"]);
      await expect(stage, unmount(stage, upper), { unmounted: 1, gone: 0 }, ["target", "target"]);
      await expect(stage, unmount(stage, lower), STRANGER, ["target", "target"]);
    },
  },
  {
    name: "busy, and a stranger mounts on it between two attempts: that is not touched",
    async play(stage) {
      const outcome = await mounted(stage);
      const release = stage.hold("target");
      let programs = 0;
      stage.afterProgram = () => {
        if (++programs !== 2) return;
        release();
        stage.tmpfs("target");
      };
      await expect(stage, unmount(stage, outcome, { patience: 100 }), STRANGER, ["target", "target"]);
    },
  },
];

const moved: readonly Case[] = [
  {
    name: "moved by mount --move: left and named by its new place; taken down when it is back",
    async play(stage) {
      const outcome = await mounted(stage);
      stage.directory("other");
      stage.moveMount("target", "other");
      const answer = { answer: "left by unmount.moved", left: ["other"] };
      await expect(stage, unmount(stage, outcome), answer, ["other"]);
      stage.moveMount("other", "target");
      await expect(stage, unmount(stage, outcome), { unmounted: 1, gone: 0 });
    },
  },
  {
    name: "moved, and a stranger's mount in its place: named by its new place, and the stranger's stays",
    async play(stage) {
      const outcome = await mounted(stage);
      stage.directory("other");
      stage.moveMount("target", "other");
      stage.tmpfs("target");
      const answer = { answer: "left by unmount.moved", left: ["other"] };
      await expect(stage, unmount(stage, outcome), answer, ["other", "target"]);
    },
  },
  {
    name: "moved by renaming a directory above it",
    async play(stage) {
      stage.directory("above");
      const outcome = await mounted(stage, "above/target");
      stage.rename("above", "renamed");
      const answer = { answer: "left by unmount.moved", left: ["renamed/target"] };
      await expect(stage, unmount(stage, outcome), answer, ["renamed/target"]);
    },
  },
  {
    name: "moved, and its old name is a symlink to it now: no symlink is followed",
    async play(stage) {
      const outcome = await mounted(stage);
      stage.directory("real");
      stage.moveMount("target", "real");
      stage.removeDirectory("target");
      stage.symlink("target", "real");
      await expect(stage, unmount(stage, outcome), { answer: "left by unmount.moved", left: ["real"] }, ["real"]);
    },
  },
  {
    name: "the target is a symlink to somebody else's mount now: that is not touched",
    unique: true,
    async play(stage) {
      const outcome = await mounted(stage);
      stage.umount("target");
      stage.removeDirectory("target");
      stage.directory("theirs");
      stage.tmpfs("theirs");
      stage.symlink("target", "theirs");
      await expect(stage, unmount(stage, outcome), { unmounted: 0, gone: 1 }, ["theirs"]);
    },
  },
  {
    name: "hidden by a mount on the directory above: left, and named",
    async play(stage) {
      stage.directory("above");
      const outcome = await mounted(stage, "above/target");
      stage.tmpfs("above");
      const answer = { answer: "left by unmount.hidden", left: ["above/target"] };
      await expect(stage, unmount(stage, outcome), answer, ["above/target", "above"]);
      stage.umount("above");
      await expect(stage, unmount(stage, outcome), { unmounted: 1, gone: 0 });
    },
  },
];

const gone: readonly Case[] = [
  {
    name: "gone: counted, and no error; also the second time",
    async play(stage) {
      const outcome = await mounted(stage);
      stage.umount("target");
      await expect(stage, unmount(stage, outcome), { unmounted: 0, gone: 1 });
      await expect(stage, unmount(stage, outcome), { unmounted: 0, gone: 1 });
    },
  },
  {
    name: "gone with its directory",
    async play(stage) {
      const outcome = await mounted(stage);
      stage.umount("target");
      stage.removeDirectory("target");
      await expect(stage, unmount(stage, outcome), { unmounted: 0, gone: 1 });
    },
  },
  {
    name: "gone, and a stranger's mount in its place: refused, that is not touched",
    unique: true,
    async play(stage) {
      const outcome = await mounted(stage);
      stage.umount("target");
      stage.tmpfs("target");
      await expect(stage, unmount(stage, outcome), STRANGER, ["target"]);
    },
  },
  {
    name: "gone, and the same kernel gave the place to another mount of ours: only that one's record takes it down",
    async play(stage) {
      const outcome = await mounted(stage);
      stage.umount("target");
      const again = await mounted(stage);
      await expect(stage, unmount(stage, again), { unmounted: 1, gone: 0 });
      await expect(stage, unmount(stage, outcome), { unmounted: 0, gone: 1 });
    },
  },
];

export const places: readonly Case[] = [...stacked, ...moved, ...gone];
