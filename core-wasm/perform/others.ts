// Bind mounts, and file systems that take their data by mount(2).

import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_BIND_ATTACH,
  RULE_BIND_ATTRIBUTES,
  RULE_BIND_LEGACY,
  RULE_BIND_TREE,
  RULE_IDMAP_BIND,
  RULE_PLAIN_MOUNT,
  RULE_VERIFY_IDENTITY,
  RULE_WAY_NUMBER,
} from "../generated/rules.ts";
import { Capabilities, Features, Phase } from "../generated/types.ts";
import { makeNamespace } from "../idmap/clones.ts";
import { Maps } from "../idmap/maps.ts";
import {
  AT_EMPTY_PATH,
  AT_RECURSIVE,
  MOVE_MOUNT_F_EMPTY_PATH,
  MOVE_MOUNT_T_EMPTY_PATH,
  MS_BIND,
  MS_REC,
  MS_SLAVE,
  OPEN_TREE_CLONE,
} from "../kernel/flags.ts";
import { NO_CWD, Speller } from "../names/spelling.ts";
import { clearedAttributes, mountAttributes } from "../plan/attributes.ts";
import { CWD, NO_SUBJECT } from "../program/layout.ts";
import { close, statx } from "../program/on-files.ts";
import { mount, mountIdmap, mountSetattr, moveMount, openTree } from "../program/on-mounts.ts";
import { MountProgram } from "../run/mount-program.ts";
import { DETACHED, ID_DETACHED, PARENTS } from "../run/registers.ts";
import { statxMask } from "../run/survey.ts";
import { noteDetached } from "./context.ts";
import { putTarget } from "./target.ts";

const COMMA: i32 = 44;

/** Whether binds are made detached, with their attributes, before they are seen. */
export function bindsDetached(capabilities: Capabilities): bool {
  const needed = Features.OPEN_TREE | Features.MOUNT_SETATTR | Features.MOVE_MOUNT;
  return (capabilities.features & needed) == needed;
}

export function performBind(m: MountProgram, target: Bytes, journal: i32, capabilities: Capabilities): void {
  const p = m.program;
  const plan = m.plan;
  p.phase = Phase.PERFORM;
  p.subject = NO_SUBJECT;
  m.performFrom = p.count;
  if (!bindsDetached(capabilities)) {
    performBindLegacy(m, target, capabilities);
    return;
  }
  const recursive = plan.recursive ? AT_RECURSIVE : 0;
  if (plan.maps !== null) {
    m.mapFrom = p.count;
    makeNamespace(m, plan.maps as Maps);
  }
  const source = p.text(plan.source);
  openTree(p, RULE_BIND_TREE, DETACHED, CWD, source, OPEN_TREE_CLONE | recursive);
  const set = mountAttributes(plan.set);
  const clear = clearedAttributes(plan.set, plan.clear);
  // A copy of shared mounts is one of their peers: taken down as a whole it would take the source's own mounts along.
  const propagation = plan.recursive ? MS_SLAVE : 0;
  const maps = plan.maps;
  if (maps !== null) {
    mountIdmap(p, RULE_IDMAP_BIND, DETACHED, AT_EMPTY_PATH | recursive, 0, 0, maps.register);
    m.mapTo = p.count;
  }
  if (set != 0 || clear != 0 || propagation != 0) {
    mountSetattr(p, RULE_BIND_ATTRIBUTES, DETACHED, AT_EMPTY_PATH | recursive, set, clear, propagation);
  }
  const empty = p.word("");
  m.detached = statx(p, RULE_VERIFY_IDENTITY, ID_DETACHED, DETACHED, empty, AT_EMPTY_PATH, statxMask(capabilities));
  if (journal >= 0) noteDetached(m, journal);
  const held = m.openTarget >= 0;
  const to = held ? p.word("") : p.text(target);
  const flags = MOVE_MOUNT_F_EMPTY_PATH | (held ? MOVE_MOUNT_T_EMPTY_PATH : 0);
  m.attach = moveMount(p, RULE_BIND_ATTACH, DETACHED, held ? m.targetRegister() : CWD, to, flags);
  close(p, RULE_BIND_ATTACH, DETACHED);
}

/** The first half on old kernels; the second sets the flags once those of the source are known. */
function performBindLegacy(m: MountProgram, target: Bytes, capabilities: Capabilities): void {
  const p = m.program;
  const speller = new Speller(p, NO_CWD, PARENTS);
  const source = p.text(m.plan.source);
  const where = putTarget(m, speller, target, capabilities);
  speller.fill(RULE_WAY_NUMBER);
  m.attach = mount(p, RULE_BIND_LEGACY, source, where, 0, MS_BIND | (m.plan.recursive ? MS_REC : 0), 0);
}

export function performPlain(m: MountProgram, target: Bytes, capabilities: Capabilities): void {
  const p = m.program;
  const plan = m.plan;
  p.phase = Phase.PERFORM;
  p.subject = NO_SUBJECT;
  m.performFrom = p.count;
  const speller = new Speller(p, NO_CWD, PARENTS);
  const source = p.text(plan.source);
  const fstype = p.text(plan.fstype);
  const where = putTarget(m, speller, target, capabilities);
  let data = 0;
  if (plan.data.length > 0) {
    data = p.size;
    for (let i = 0; i < plan.data.length; i++) {
      if (i > 0) p.putByte(COMMA);
      p.put(plan.data[i]);
    }
    p.end();
  }
  speller.fill(RULE_WAY_NUMBER);
  m.attach = mount(p, RULE_PLAIN_MOUNT, source, where, fstype, plan.set, data);
}
