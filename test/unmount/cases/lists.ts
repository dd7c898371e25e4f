/** Several mounts of one record: all are tried, newest first, and every error is told. */
import { unmount } from "../scenes/scene.ts";
import { type Case, expect, mounted } from "./case.ts";

export const lists: readonly Case[] = [
  {
    name: "nobody is in the way: newest first",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a", "b");
      await expect(stage, unmount(stage, outcome), { unmounted: 3, gone: 0 });
    },
  },
  {
    name: "the newest is busy: the others beside it go, the root beneath it stays, both are told",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a", "b");
      const release = stage.hold("target/b");
      const answer = { answer: "left by unmount.busy", left: ["target/b", "target"], also: ["unmount.beneath"] };
      await expect(stage, unmount(stage, outcome), answer, ["target", "target/b"]);
      release();
      await expect(stage, unmount(stage, outcome), { unmounted: 2, gone: 1 });
    },
  },
  {
    name: "two are busy: each with its error, the first as the cause",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a", "b", "c");
      const releases = [stage.hold("target/c"), stage.hold("target/a")];
      const answer = {
        answer: "left by unmount.busy",
        left: ["target/c", "target/a", "target"],
        also: ["unmount.busy", "unmount.beneath"],
      };
      await expect(stage, unmount(stage, outcome), answer, ["target", "target/a", "target/c"]);
      for (const release of releases) release();
      await expect(stage, unmount(stage, outcome), { unmounted: 3, gone: 1 });
    },
  },
  {
    name: "the base alone is busy: that is no success (containerd.md 7.4, 16)",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a");
      const release = stage.hold("target");
      const answer = { answer: "left by unmount.busy", left: ["target"] };
      await expect(stage, unmount(stage, outcome), answer, ["target"]);
      release();
      await expect(stage, unmount(stage, outcome), { unmounted: 1, gone: 1 });
    },
  },
  {
    name: "a stranger's mount lies on a sub-target: the others go, and it stays",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a", "b");
      stage.tmpfs("target/b");
      const answer = { answer: "left by unmount.stranger", left: ["target/b", "target"], also: ["unmount.beneath"] };
      await expect(stage, unmount(stage, outcome), answer, ["target", "target/b", "target/b"]);
      stage.umount("target/b");
      await expect(stage, unmount(stage, outcome), { unmounted: 2, gone: 1 });
    },
  },
  {
    name: "a stranger's mount lies beneath the root: ours in it go, the root stays busy (containerd.md 7.4, 19)",
    async play(stage) {
      stage.directory("target-source/theirs");
      const outcome = await mounted(stage, "target", "a");
      stage.tmpfs("target/theirs");
      const answer = { answer: "left by unmount.busy", left: ["target"] };
      await expect(stage, unmount(stage, outcome), answer, ["target", "target/theirs"]);
      stage.umount("target/theirs");
      await expect(stage, unmount(stage, outcome), { unmounted: 1, gone: 1 });
    },
  },
  {
    name: "a sub-target was moved out of the root: it is named, the root goes",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a");
      stage.directory("out");
      stage.moveMount("target/a", "out");
      const answer = { answer: "left by unmount.moved", left: ["out"] };
      await expect(stage, unmount(stage, outcome), answer, ["out"]);
    },
  },
  {
    name: "the root was moved with all in it: each is named by where it is",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a");
      stage.directory("out");
      stage.moveMount("target", "out");
      const answer = { answer: "left by unmount.moved", left: ["out/a", "out"], also: ["unmount.moved"] };
      await expect(stage, unmount(stage, outcome), answer, ["out", "out/a"]);
    },
  },
  {
    name: "a stranger's mount covers the root: what lies in the root is hidden, and not counted as gone",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a");
      stage.tmpfs("target");
      const answer = { answer: "left by unmount.hidden", left: ["target/a", "target"], also: ["unmount.beneath"] };
      await expect(stage, unmount(stage, outcome), answer, ["target", "target/a", "target"]);
      stage.umount("target");
      await expect(stage, unmount(stage, outcome), { unmounted: 2, gone: 0 });
    },
  },
  {
    name: "all of it is gone: counted",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a");
      stage.umount("target/a");
      stage.umount("target");
      await expect(stage, unmount(stage, outcome), { unmounted: 0, gone: 2 });
    },
  },
];
