// With which rights one is here: found by trying what changes nothing, or what only a namespace of one's own sees.

import { RULE_PROBE_ATTACH, RULE_PROBE_TRY } from "../generated/rules.ts";
import {
  FSCONFIG_SET_FLAG,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_PRIVATE,
  STATX_BASIC,
  UMOUNT_NOFOLLOW,
} from "../kernel/flags.ts";
import { get32 } from "../memory/memory.ts";
import { USERXATTR } from "../plan/privilege.ts";
import { CWD } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { child } from "../program/of-the-shim.ts";
import { close, fchdir, mkdir, rmdir, statx } from "../program/on-files.ts";
import { fsconfig, fsmount, fsopen, mount, moveMount, umount } from "../program/on-mounts.ts";
import { CONTEXT, DETACHED, LOOK } from "../run/registers.ts";
import { Trials } from "./trial.ts";

/** Inode of the initial user namespace on every Linux: USER_NS_INIT_INO of linux/nsfs.h, 0xeffffffd. */
const INITIAL_NAMESPACE: i32 = -268435459;

/** Where the answers about rights are. */
export class Rights {
  namespace: i32 = 0;
  namespaceOp: i32 = 0;

  /** Whether the user namespace is another one than the initial; without /proc nobody can tell. */
  elsewhere(seen: Observation): bool {
    return seen.did(this.namespaceOp) && get32(seen.address(this.namespace) + 8) != INITIAL_NAMESPACE;
  }
}

/** Tries whether mounts may be made at all, whether proc may, and looks in which user namespace we are. */
export function tryRights(trials: Trials): Rights {
  const p = trials.program;
  const rights = new Rights();
  const namespace = p.word("/proc/self/ns/user");
  rights.namespace = statx(p, RULE_PROBE_TRY, -1, CWD, namespace, 0, STATX_BASIC);
  rights.namespaceOp = p.count - 1;
  p.soft(rights.namespaceOp);
  trials.begin();
  const directory = trials.name("a");
  child(p, RULE_PROBE_TRY, 2);
  fchdir(p, RULE_PROBE_TRY, LOOK);
  // No mount point: EINVAL says that one who may mount has asked.
  mount(p, RULE_PROBE_TRY, 0, directory, 0, MS_PRIVATE, 0);
  trials.end("mount");
  trials.begin();
  const proc = p.word("proc");
  fsopen(p, RULE_PROBE_TRY, CONTEXT, proc);
  trials.create();
  fsmount(p, RULE_PROBE_TRY, DETACHED, CONTEXT, 0);
  trials.endContext("proc-mount");
  p.soft(close(p, RULE_PROBE_TRY, DETACHED));
  return rights;
}

/** A writable overlay as an ordinary user would have it: attached, written through, and taken away again. */
export function tryAttached(trials: Trials): void {
  const p = trials.program;
  trials.make("p");
  trials.make("q");
  trials.make("t");
  trials.begin();
  trials.context();
  const word = p.word(USERXATTR);
  fsconfig(p, RULE_PROBE_ATTACH, CONTEXT, FSCONFIG_SET_FLAG, word, 0);
  trials.string("lowerdir", trials.through("a", ":", "b"));
  trials.string("upperdir", trials.through("p", "", ""));
  trials.string("workdir", trials.through("q", "", ""));
  trials.create();
  fsmount(p, RULE_PROBE_ATTACH, DETACHED, CONTEXT, 0);
  const target = trials.name("t");
  moveMount(p, RULE_PROBE_ATTACH, DETACHED, LOOK, target, MOVE_MOUNT_F_EMPTY_PATH);
  // The descriptor would keep it busy.
  close(p, RULE_PROBE_ATTACH, DETACHED);
  const written = trials.name("t/n");
  mkdir(p, RULE_PROBE_ATTACH, LOOK, written, 448);
  const arrived = trials.name("p/n");
  statx(p, RULE_PROBE_ATTACH, -1, LOOK, arrived, 0, STATX_BASIC);
  rmdir(p, RULE_PROBE_ATTACH, LOOK, written);
  child(p, RULE_PROBE_ATTACH, 2);
  fchdir(p, RULE_PROBE_ATTACH, LOOK);
  umount(p, RULE_PROBE_ATTACH, target, UMOUNT_NOFOLLOW);
  trials.endContext("attach");
  p.soft(close(p, RULE_PROBE_ATTACH, DETACHED));
  trials.remove("t");
  trials.remove("q/work");
  trials.remove("q");
  trials.remove("p");
}
