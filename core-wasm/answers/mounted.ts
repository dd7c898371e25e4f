import { ascii, Bytes } from "../bytes/bytes.ts";
import {
  Capabilities,
  Features,
  MOUNTED_SIZE,
  MountedDraft,
  MountOutcomeDraft,
  USER_NAMESPACE_SIZE,
  UserNamespaceDraft,
} from "../generated/types.ts";
import { Maps } from "../idmap/maps.ts";
import { ST_RDONLY } from "../kernel/flags.ts";
import { MNT_ATTR_AT, MNT_PROPAGATION_AT, SB_FLAGS_AT } from "../kernel/statmount.ts";
import { get32 } from "../memory/memory.ts";
import { Message } from "../message/message.ts";
import { Kind } from "../plan/mount-plan.ts";
import { Observation } from "../program/observation.ts";
import { Refusal } from "../refusal/refusal.ts";
import { MountProgram } from "../run/mount-program.ts";
import { ownerWarning } from "../run/owners.ts";
import { has } from "../ways/budgets.ts";
import { Form, formOf } from "../ways/context.ts";
import { Answer } from "./answer.ts";
import { writeWarnings } from "./warnings.ts";

/** mountinfo's own fields of a line: ids, device, flags, type. */
const LINE_FIELDS: i32 = 80;

/** Writes what was mounted, as it was seen. */
export function writeMounted(
  answer: Answer,
  target: Bytes,
  done: MountProgram[],
  seen: Observation[],
  capabilities: Capabilities,
): void {
  const out = answer.out;
  const outcome = answer.draft.setMounted();
  outcome.setTarget(out, target);
  const isMade = wasMade(done[0].makeTarget, seen[0]) || wasMade(done[0].moveTarget, seen[0]);
  outcome.setMadeTarget(isMade);
  const made = done[0].made;
  if (made >= 0 && isMade) {
    const at = seen[0].address(made);
    const directory = outcome.setMade();
    directory.setDevMajor(get32(at + 16));
    directory.setDevMinor(get32(at + 20));
    directory.setInoFrom(at + 8);
  }
  const first = outcome.setMounts(out, done.length);
  for (let i = 0; i < done.length; i++) {
    const m = done[i];
    const draft = new MountedDraft(first + i * MOUNTED_SIZE);
    draft.setFstype(out, m.plan.kind == Kind.BIND ? ascii("bind") : m.plan.fstype);
    draft.setSource(out, m.plan.source);
    const choice = m.plan.choice;
    if (choice !== null) draft.setWay(choice.way);
    const overlay = m.plan.overlay;
    draft.setLayers(overlay === null ? 0 : overlay.layers());
    draft.identity.setTarget(out, m.plan.target);
    draft.identity.setTree(m.plan.recursive);
    draft.setReadOnly(m.plan.readOnly());
    draft.setLine(lineBytes(m, target));
    const maps = m.plan.maps;
    draft.setUidMap(out, maps === null ? new Bytes(0, 0) : maps.uid.text);
    draft.setGidMap(out, maps === null ? new Bytes(0, 0) : maps.gid.text);
    // Where nothing was held, what is seen afterwards may be anybody's.
    if (m.seen < 0 || m.target < 0) continue;
    const at = seen[i].address(m.seen);
    draft.identity.setMountIdFrom(at + 24);
    draft.identity.setUnique(has(capabilities, Features.UNIQUE_MOUNT_ID));
    draft.identity.setInoFrom(at + 8);
    draft.identity.setDevMajor(get32(at + 16));
    draft.identity.setDevMinor(get32(at + 20));
    describeSeen(draft, m, seen[i]);
  }
  writeNamespaces(outcome, done, out);
  const warnings: Refusal[] = [];
  for (let i = 0; i < done.length; i++) {
    for (let j = 0; j < done[i].plan.warnings.length; j++) warnings.push(done[i].plan.warnings[j]);
    const owner = ownerWarning(done[i], seen[i]);
    if (owner !== null) warnings.push(owner);
  }
  writeWarnings(warnings, outcome.setWarnings(out, warnings.length), out);
}

function wasMade(op: i32, seen: Observation): bool {
  return op >= 0 && seen.result(op) == 0;
}

/** The registers of the user namespaces that are open now, each once. */
function writeNamespaces(outcome: MountOutcomeDraft, done: MountProgram[], out: Message): void {
  const maps: Maps[] = [];
  for (let i = 0; i < done.length; i++) {
    const mapped = done[i].plan.maps;
    if (mapped === null) continue;
    let known = false;
    for (let j = 0; j < maps.length && !known; j++) known = maps[j].register == mapped.register;
    if (!known) maps.push(mapped);
  }
  const first = outcome.setUserNamespaces(out, maps.length);
  for (let i = 0; i < maps.length && !out.overflow; i++) {
    const draft = new UserNamespaceDraft(first + i * USER_NAMESPACE_SIZE);
    draft.setUidMap(out, maps[i].uid.text);
    draft.setGidMap(out, maps[i].gid.text);
    draft.setRegister(maps[i].register);
  }
}

/** What the kernel says of the mount: read-only by the file system or by the mount, and its propagation. */
function describeSeen(draft: MountedDraft, m: MountProgram, seen: Observation): void {
  if (m.statmount >= 0) {
    const at = seen.address(m.statmount);
    draft.setReadOnly(((get32(at + SB_FLAGS_AT) | get32(at + MNT_ATTR_AT)) & 1) != 0);
    draft.setPropagation(get32(at + MNT_PROPAGATION_AT));
  } else if (m.seenFlags >= 0) {
    draft.setReadOnly((get32(seen.address(m.seenFlags + 8)) & ST_RDONLY) != 0 || m.plan.readOnly());
  }
}

/**
 * Bytes of the line that everybody who reads mountinfo gets because of this mount; readers stop at 4 KiB or 64 KiB
 * (peers.md T11).
 */
function lineBytes(m: MountProgram, target: Bytes): i32 {
  let bytes = LINE_FIELDS + target.length + m.plan.target.length + m.plan.source.length;
  if (m.optionLength > 0) return bytes + m.optionLength;
  const overlay = m.plan.overlay;
  if (overlay === null) return bytes;
  const naming = overlay.naming;
  const choice = m.plan.choice;
  if (choice === null) return bytes;
  for (let i = 0; i < naming.layers.length; i++) {
    const layer = naming.layers[i];
    // By descriptor the kernel prints the whole path.
    const name = formOf(layer, choice.way, choice.cwd, choice.valueMax) == Form.NAME;
    bytes += 11 + (name ? layer.length : layer.full.length);
  }
  const upper = naming.upper;
  const work = naming.work;
  if (upper !== null) bytes += 10 + upper.full.length;
  if (work !== null) bytes += 9 + work.full.length;
  return bytes;
}
