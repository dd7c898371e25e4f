/** The directory that was made for a mount: that one goes, empty, and no other (containerd.md 7.4, 14 and 17). */
import { mount, type Stage, tmpfs, unmount } from "../scenes/scene.ts";
import { type Case, equal, expect } from "./case.ts";

const made = (stage: Stage) => mount(stage, "made", [tmpfs()], true);

export const directories: readonly Case[] = [
  {
    name: "it goes with the mount",
    async play(stage) {
      const outcome = await made(stage);
      await expect(stage, unmount(stage, outcome), { unmounted: 1, gone: 0, removedTarget: true });
      equal("there", stage.has("made"), false);
    },
  },
  {
    name: "one that was there stays",
    async play(stage) {
      stage.directory("made");
      await expect(stage, unmount(stage, await made(stage)), { unmounted: 1, gone: 0 });
      equal("there", stage.has("made"), true);
    },
  },
  {
    name: "another directory by its name is left, and named",
    async play(stage) {
      const outcome = await made(stage);
      stage.umount("made");
      stage.rename("made", "ours");
      stage.directory("made");
      const notes = ["unmount.directory-other: made"];
      await expect(stage, unmount(stage, outcome), { unmounted: 0, gone: 1, notes });
      equal("there", [stage.has("made"), stage.has("ours")], [true, true]);
    },
  },
  {
    name: "what is in it is never removed: it is left, and named",
    async play(stage) {
      const outcome = await made(stage);
      stage.umount("made");
      stage.file("made/theirs");
      const notes = ["unmount.directory-kernel: made"];
      await expect(stage, unmount(stage, outcome), { unmounted: 0, gone: 1, notes });
      equal("there", stage.has("made/theirs"), true);
    },
  },
  {
    name: "a symlink by its name is left, and named",
    async play(stage) {
      const outcome = await made(stage);
      stage.umount("made");
      stage.rename("made", "ours");
      stage.symlink("made", "ours");
      const notes = ["unmount.directory-other: made"];
      await expect(stage, unmount(stage, outcome), { unmounted: 0, gone: 1, notes });
      equal("there", [stage.has("made"), stage.has("ours")], [true, true]);
    },
  },
  {
    name: "one that is gone is nothing to tell of",
    async play(stage) {
      const outcome = await made(stage);
      stage.umount("made");
      stage.removeDirectory("made");
      await expect(stage, unmount(stage, outcome), { unmounted: 0, gone: 1 });
    },
  },
  {
    name: "it stays while the mount does",
    async play(stage) {
      const outcome = await made(stage);
      const release = stage.hold("made");
      const answer = { answer: "left by unmount.busy", left: ["made"] };
      await expect(stage, unmount(stage, outcome), answer, ["made"]);
      release();
      await expect(stage, unmount(stage, outcome), { unmounted: 1, gone: 0, removedTarget: true });
    },
  },
  {
    name: "a record that does not say which directory it was: left, and named",
    async play(stage) {
      const { made: _, ...older } = await made(stage);
      const notes = ["unmount.directory-unknown: made"];
      await expect(stage, unmount(stage, older), { unmounted: 1, gone: 0, notes });
      equal("there", stage.has("made"), true);
    },
  },
  {
    name: "something is mounted on it in another namespace: left, and named",
    async play(stage) {
      const outcome = await made(stage);
      const notes = ["unmount.directory-elsewhere: made"];
      await expect(stage, unmount(stage, outcome, { elsewhere: 1 }), { unmounted: 1, gone: 0, notes });
      equal("there", stage.has("made"), true);
    },
  },
];
