/** Mounts that are in use. */
import { unmount } from "../scenes/scene.ts";
import { type Case, equal, expect, mounted } from "./case.ts";

export const busy: readonly Case[] = [
  {
    name: "it is tried again until it is let go of",
    async play(stage) {
      const outcome = await mounted(stage);
      const release = stage.hold("target");
      let programs = 0;
      stage.afterProgram = () => {
        if (++programs === 3) release();
      };
      const ended = await unmount(stage, outcome, { patience: 100 });
      equal("attempts", "unmounted" in ended && ended.unmounted.retries, 3);
      equal("the table", stage.mounted(), []);
    },
  },
  {
    name: "all mounts share one budget of pauses",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a", "b");
      const releases = [stage.hold("target/a"), stage.hold("target/b")];
      let programs = 0;
      stage.afterProgram = () => void programs++;
      const ended = await unmount(stage, outcome, { patience: 15 });
      // 1 + 2 + 4 + 8 ms for the newest; then the budget is used up.
      equal("attempts", "error" in ended && [ended.error.message, ended.error.also[0]?.message], [
        `${stage.at("target/b")} is still busy after 4 more attempts`,
        `${stage.at("target/a")} is still busy after 0 more attempts`,
      ]);
      for (const release of releases) release();
      await expect(stage, unmount(stage, outcome), { unmounted: 3, gone: 0 });
    },
  },
  {
    name: "detached where that is asked for: it is gone from the table, and what that means is told",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a");
      const release = stage.hold("target/a");
      const notes = ["unmount.lazy"];
      await expect(stage, unmount(stage, outcome, { lazy: true }), { unmounted: 2, gone: 0, notes });
      release();
    },
  },
  {
    name: "detaching compares the identity, too: a stranger's mount on it is not touched",
    async play(stage) {
      const outcome = await mounted(stage);
      stage.tmpfs("target");
      const answer = { answer: "refused by unmount.stranger" };
      await expect(stage, unmount(stage, outcome, { lazy: true }), answer, ["target", "target"]);
    },
  },
  {
    name: "detaching stops where something that is not ours lies in it",
    async play(stage) {
      const outcome = await mounted(stage, "target", "a");
      stage.tmpfs("target/a");
      const answer = { answer: "refused by unmount.stranger", also: ["unmount.beneath"] };
      await expect(stage, unmount(stage, outcome, { lazy: true }), answer, ["target", "target/a", "target/a"]);
    },
  },
];
