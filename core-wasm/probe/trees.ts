import { RULE_PROBE_CLEAN, RULE_PROBE_TRY } from "../generated/rules.ts";
import { AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, MOVE_MOUNT_F_EMPTY_PATH, OPEN_TREE_CLONE } from "../kernel/flags.ts";
import { close } from "../program/on-files.ts";
import { mountSetattr, moveMount, openTree } from "../program/on-mounts.ts";
import { DETACHED, LOOK } from "../run/registers.ts";
import { Trials } from "./trial.ts";

/** Copies of trees that nobody sees: taken, given attributes, and given to nobody. */
export function tryTrees(trials: Trials): void {
  const p = trials.program;
  trials.begin();
  const empty = p.word("");
  openTree(p, RULE_PROBE_TRY, DETACHED, LOOK, empty, OPEN_TREE_CLONE | AT_EMPTY_PATH);
  trials.end("open-tree");
  trials.begin();
  mountSetattr(p, RULE_PROBE_TRY, DETACHED, AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, 0, 0);
  trials.end("mount-setattr");
  trials.begin();
  // To a place that does not exist: ENOENT says that the call is there.
  moveMount(p, RULE_PROBE_TRY, DETACHED, LOOK, trials.name("none"), MOVE_MOUNT_F_EMPTY_PATH);
  trials.end("move-mount");
  p.soft(close(p, RULE_PROBE_CLEAN, DETACHED));
}
