/** mount(2): what its flags make of it. */
import type { Run } from "./driver.ts";
import { create } from "./filesystems.ts";
import type { Kernel } from "./kernel.ts";
import { type Path, treeOf, uppermost } from "./mount.ts";
import * as n from "./numbers.ts";
import { attach, changePropagation, copyTree } from "./propagation.ts";
import { hidesBeneath, isKept } from "./user-namespace.ts";
import { lookUp } from "./walk.ts";

/** MS_NOSYMFOLLOW, and the flags whose numbers mounts have as attributes. */
const MS_NOSYMFOLLOW = 256;
const [MS_NOATIME, MS_NODIRATIME, MS_STRICTATIME] = [0x400, 0x800, 0x1000000] as const;

function attributesOf(flags: number): number {
  let attributes = flags & 15;
  if ((flags & MS_STRICTATIME) !== 0) attributes |= n.MOUNT_ATTR_STRICTATIME;
  else if ((flags & MS_NOATIME) !== 0) attributes |= n.MOUNT_ATTR_NOATIME;
  if ((flags & MS_NODIRATIME) !== 0) attributes |= n.MOUNT_ATTR_NODIRATIME;
  if ((flags & MS_NOSYMFOLLOW) !== 0) attributes |= n.MOUNT_ATTR_NOSYMFOLLOW;
  return attributes;
}

function changed({ kernel }: Run, at: Path, flags: number): number {
  const type = flags & n.MS_PROPAGATION;
  const others = flags & ~(n.MS_PROPAGATION | n.MS_REC | 0x8000);
  if (others !== 0 || (type & (type - 1)) !== 0 || at.node !== at.mount.root) return -n.EINVAL;
  changePropagation(kernel, (flags & n.MS_REC) !== 0 ? treeOf(at.mount) : [at.mount], type);
  return 0;
}

function remounted({ kernel }: Run, at: Path, flags: number): number {
  const { mount, node } = at;
  if (node !== mount.root || mount.state !== "attached") return -n.EINVAL;
  let attributes = attributesOf(flags);
  const kept = n.MOUNT_ATTR_ATIME | n.MOUNT_ATTR_NODIRATIME;
  if ((flags & n.MS_ATIME) === 0) attributes |= mount.attributes & kept;
  if (isKept(kernel, mount, attributes)) return -n.EPERM;
  if ((flags & n.MS_BIND) === 0 && mount.fs.foreign) return -n.EPERM;
  mount.attributes = attributes;
  if ((flags & n.MS_BIND) === 0 && mount.fs.type !== "erofs") mount.fs.readOnly = (flags & n.MS_RDONLY) !== 0;
  return 0;
}

function put(kernel: Kernel, mount: ReturnType<Kernel["mountOf"]>, at: Path): number {
  const place = uppermost(at);
  const refuse = (errno: number): number => {
    kernel.dissolve(mount);
    return -errno;
  };
  if (place.mount.state !== "attached") return refuse(n.EINVAL);
  if (place.node.deleted) return refuse(n.ENOENT);
  if (place.node.isDirectory !== mount.root.isDirectory) return refuse(kernel.rules.errnos.mountedOnFile);
  if (mount.root.deleted) return refuse(n.ENOENT);
  attach(kernel, mount, place);
  return 0;
}

function bound(run: Run, source: string | undefined, at: Path, flags: number): number {
  const { kernel, session } = run;
  if (source === undefined || source === "") return -n.EINVAL;
  const from = lookUp(kernel.walker, source.startsWith("/") ? kernel.root : session.cwd, source);
  if (typeof from === "number") return from;
  const { unbindableSource } = kernel.rules.errnos;
  if (from.mount.unbindable && unbindableSource !== 0) return -unbindableSource;
  if (from.mount.state !== "attached") return -n.EINVAL;
  if ((flags & n.MS_REC) === 0 && hidesBeneath(kernel, from.mount, from.node)) return -n.EINVAL;
  const tree = copyTree(kernel, from.mount, from.node, (flags & n.MS_REC) !== 0);
  if (!kernel.rules.features.cloneKeepsFlags) tree.attributes = 0;
  return put(kernel, tree, at);
}

/** One option page is what the kernel copies; what lies behind it is dropped without a word (kernel.md section 1). */
function page(kernel: Kernel, data: string | undefined): string {
  return (data ?? "").slice(0, kernel.rules.budgets.optionPage);
}

export function mount(
  run: Run,
  source: string | undefined,
  target: string,
  type: string | undefined,
  flags: number,
  data: string | undefined,
): number {
  const { kernel, session } = run;
  if ((source ?? "").length >= n.PATH_MAX || (type ?? "").length >= n.PATH_MAX) return -n.EINVAL;
  const at = lookUp(kernel.walker, target.startsWith("/") ? kernel.root : session.cwd, target);
  if (typeof at === "number") return at;
  if ((flags & n.MS_REMOUNT) !== 0) return remounted(run, at, flags);
  if ((flags & n.MS_BIND) !== 0) return bound(run, source, at, flags);
  if ((flags & n.MS_PROPAGATION) !== 0) return changed(run, at, flags);
  if (type === undefined || (flags & n.MS_MOVE) !== 0) return -n.EINVAL;
  const fs = create(run, type, source, flags, page(kernel, data));
  if (typeof fs === "number") return fs;
  const made = kernel.mountOf(fs, fs.root);
  made.attributes = attributesOf(flags);
  return put(kernel, made, at);
}
