/** Which call an effect is. Results are 0, a count, a descriptor's number, or a negative errno. */
import * as attaching from "./attaching.ts";
import * as contexts from "./contexts.ts";
import type { Run } from "./driver.ts";
import * as files from "./files.ts";
import { mountIdmap, userns } from "./idmap.ts";
import * as looking from "./looking.ts";
import { mount } from "./mounting.ts";
import * as n from "./numbers.ts";
import type { Effect } from "./program.ts";
import { umount } from "./unmounting.ts";

type Call = (run: Run, effect: Effect, args: readonly number[]) => number;

function arg(args: readonly number[], index: number): number {
  return args[index] as number;
}

/** An optional text: 0 is NULL. */
function optional({ program }: Run, offset: number): string | undefined {
  return offset === 0 ? undefined : program.text(offset);
}

const CALLS: Readonly<Record<string, Call>> = {
  close({ session, kernel }, _, args) {
    const number = session.registers.get(arg(args, 0)) as number;
    session.registers.delete(arg(args, 0));
    return kernel.close(number) ? 0 : -n.EBADF;
  },
  open: (run, _, [at = 0, path = 0, flags = 0, mode = 0]) =>
    files.open(run, at, run.program.text(path), flags, 0, mode),
  openat2: (run, _, [at = 0, path = 0, flags = 0, resolve = 0]) =>
    files.open(run, at, run.program.text(path), flags, resolve, 0),
  statx: (run, effect, [at = 0, path = 0, flags = 0, mask = 0]) =>
    looking.statx(run, effect, at, run.program.text(path), flags, mask),
  fstatfs: (run, effect, args) => looking.fstatfs(run, effect, arg(args, 0)),
  statmount: (run, effect, [id = 0, mask = 0]) => looking.statmount(run, effect, id, mask),
  mountinfo: (run, effect, [id = 0]) => looking.mountinfo(run, effect, id),
  mkdir: (run, _, [at = 0, path = 0, mode = 0]) => files.mkdir(run, at, run.program.text(path), mode),
  unlink: (run, _, [at = 0, path = 0]) => files.remove(run, at, run.program.text(path), false),
  rmdir: (run, _, [at = 0, path = 0]) => files.remove(run, at, run.program.text(path), true),
  rename: (run, _, [from = 0, old = 0, to = 0, name = 0, flags = 0]) =>
    files.rename(run, from, run.program.text(old), to, run.program.text(name), flags),
  read: (run, effect, args) => looking.read(run, effect, arg(args, 0)),
  write: (run, _, [fd = 0, bytes = 0, length = 0]) =>
    files.write(run, fd, run.program.bytes.toString("latin1", bytes, bytes + length)),
  readlink: (run, effect, [at = 0, path = 0]) => looking.readlink(run, effect, at, run.program.text(path)),
  getdents: (run, effect, args) => looking.getdents(run, effect, arg(args, 0)),
  mount: (run, _, [source = 0, target = 0, type = 0, flags = 0, data = 0]) =>
    mount(run, optional(run, source), run.program.text(target), optional(run, type), flags, optional(run, data)),
  umount: (run, _, [target = 0, flags = 0]) => umount(run, run.program.text(target), flags),
  open_tree: (run, _, [at = 0, path = 0, flags = 0]) => attaching.openTree(run, at, run.program.text(path), flags),
  mount_setattr: (run, _, [at = 0, path = 0, flags = 0, set = 0, clear = 0, propagation = 0]) =>
    attaching.mountSetattr(run, at, run.program.text(path), flags, { set, clear, propagation }),
  userns: (run, _, [uid = 0, gid = 0]) => userns(run, run.program.text(uid), run.program.text(gid)),
  mount_idmap: (run, _, [fd = 0, path = 0, flags = 0, set = 0, propagation = 0, namespace = 0]) =>
    mountIdmap(run, [fd, run.program.text(path), flags, set, propagation, namespace]),
  chown: (run, _, [fd = 0, path = 0, uid = 0, gid = 0, flags = 0]) =>
    files.chown(run, fd, run.program.text(path), flags, [uid, gid]),
  fsopen: (run, _, args) => contexts.fsopen(run, run.program.text(arg(args, 0))),
  fsconfig: (run, _, [fs = 0, command = 0, key = 0, value = 0]) =>
    contexts.fsconfig(run, fs, command, optional(run, key), optional(run, value)),
  fsconfig_fd: (run, _, [fs = 0, command = 0, key = 0, fd = 0]) =>
    contexts.fsconfigFd(run, fs, command, run.program.text(key), fd),
  fsmount: (run, _, [fs = 0, , attributes = 0]) => contexts.fsmount(run, fs, attributes),
  move_mount: (run, _, [from = 0, path = 0, to = 0, place = 0, flags = 0]) =>
    attaching.moveMount(run, from, run.program.text(path), to, run.program.text(place), flags),
  // The thread's working directory is its own: a block runs in it and leaves it where it came to stand.
  child: () => 0,
  fchdir({ session }, _, args) {
    const to = session.directory(arg(args, 0));
    if (typeof to === "number") return to;
    if (!to.node.isDirectory) return -n.ENOTDIR;
    session.enter(to);
    return 0;
  },
  fdtext: ({ session, program }, _, [fd = 0, hole = 0, width = 0]) => session.fill(program, fd, hole, width),
  sleep: () => 0,
  same: (run, _, [observed = 0, bytes = 0, length = 0]) => looking.same(run, observed, bytes, length),
  equal: ({ seen }, _, [one = 0, other = 0, length = 0]) =>
    seen.compare(seen, one, one + length, other, other + length) === 0 ? 0 : -n.ESTALE,
  bits: ({ seen }, _, [observed = 0, mask = 0, value = 0]) =>
    (seen.readUInt32LE(observed) & mask) >>> 0 === value ? 0 : -n.ESTALE,
  differ: ({ seen }, _, [one = 0, other = 0, length = 0]) =>
    seen.compare(seen, one, one + length, other, other + length) === 0 ? -n.ESTALE : 0,
  mountid({ session, program }, { dst }, [bytes = 0, length = 0]) {
    if (length !== 8) return -n.EINVAL;
    if (dst !== 0xffff) session.ids.set(dst, program.bytes.readBigUInt64LE(bytes));
    return 0;
  },
  // Nobody else opens what a run of the simulator locks.
  flock: (run, _, args) => (run.session.description(arg(args, 0)) === undefined ? -n.EBADF : 0),
  note: (run, _, [fd = 0, observed = 0, length = 0]) => files.note(run, fd, observed, length),
  mountinfo_by: (run, effect, [field = 0, text = 0]) => looking.mountinfoBy(run, effect, field, run.program.text(text)),
  fdpath: (run, effect, args) => looking.fdpath(run, effect, arg(args, 0)),
};

/** Carries one effect out. */
export function carryOut(run: Run, effect: Effect): number {
  const call = CALLS[effect.op];
  if (call === undefined) throw new Error(`no call for ${effect.op}`);
  return call(run, effect, effect.args);
}
