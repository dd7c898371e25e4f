/** Path resolution, as path_resolution(7) and openat2(2) have it. Errors are negative errnos. */
import { type Mount, type Path, uppermost } from "./mount.ts";
import { childOf, type Node } from "./node.ts";
import * as n from "./numbers.ts";

/** How a path is resolved. */
export interface Manner {
  /** The last component's symlink is followed. */
  readonly follow?: boolean;
  /** RESOLVE_* bits. */
  readonly resolve?: number;
}

/** Where a path leads up to its last component, for calls that make or remove a name. */
export interface Last {
  readonly directory: Path;
  readonly name: string;
  /** It ended with a slash. */
  readonly slashed: boolean;
}

interface Walk {
  readonly root: Path;
  readonly start: Path;
  readonly resolve: number;
  readonly most: number;
  links: number;
}

function dotdot(at: Path, walk: Walk): Path | number {
  let { mount, node } = at;
  for (;;) {
    // What was mounted on the root meanwhile is entered.
    if (mount === walk.root.mount && node === walk.root.node) return uppermost(at);
    if (node !== mount.root) break;
    if (mount.parent === null || mount.point === null) return uppermost(at);
    if ((walk.resolve & n.RESOLVE_NO_XDEV) !== 0) return -n.EXDEV;
    node = mount.point;
    mount = mount.parent;
  }
  return node.parent === null ? at : uppermost({ mount, node: node.parent });
}

function jump(at: Path, walk: Walk, link: Node, rest: string, follow: boolean): Path | number {
  if ((walk.resolve & n.RESOLVE_NO_SYMLINKS) !== 0) return -n.ELOOP;
  if (++walk.links > walk.most) return -n.ELOOP;
  if (link.magic !== undefined) {
    if ((walk.resolve & n.RESOLVE_NO_MAGICLINKS) !== 0) return -n.ELOOP;
    const there = link.magic();
    if (there === undefined) return -n.ENOENT;
    if ((walk.resolve & (n.RESOLVE_BENEATH | n.RESOLVE_IN_ROOT)) !== 0) return -n.EXDEV;
    if ((walk.resolve & n.RESOLVE_NO_XDEV) !== 0 && there.mount !== at.mount) return -n.EXDEV;
    return rest === "" ? there : along(there, rest, walk, follow);
  }
  return onward(at, rest === "" ? link.body : `${link.body}/${rest}`, walk, follow);
}

/** From a directory, or from the root where the text says so. */
function onward(at: Path, text: string, walk: Walk, follow: boolean): Path | number {
  if (text === "") return -n.ENOENT;
  if (!text.startsWith("/")) return along(at, text, walk, follow);
  if ((walk.resolve & n.RESOLVE_BENEATH) !== 0) return -n.EXDEV;
  if ((walk.resolve & n.RESOLVE_NO_XDEV) !== 0 && at.mount !== walk.root.mount) return -n.EXDEV;
  return along(walk.root, text, walk, follow);
}

function along(from: Path, text: string, walk: Walk, follow: boolean): Path | number {
  let at = from;
  let begin = 0;
  for (;;) {
    while (text[begin] === "/") begin++;
    if (begin >= text.length) return !text.endsWith("/") || at.node.isDirectory ? at : -n.ENOTDIR;
    let end = text.indexOf("/", begin);
    if (end < 0) end = text.length;
    if (!at.node.isDirectory) return -n.ENOTDIR;
    const name = text.slice(begin, end);
    let next = end;
    while (text[next] === "/") next++;
    begin = end;
    if (name === ".") continue;
    if (name === "..") {
      if (at.node === walk.start.node && at.mount === walk.start.mount && (walk.resolve & n.RESOLVE_BENEATH) !== 0) {
        return -n.EXDEV;
      }
      const above = dotdot(at, walk);
      if (typeof above === "number") return above;
      at = above;
      continue;
    }
    if (name.length > n.NAME_MAX) return -n.ENAMETOOLONG;
    const node = childOf(at.node, name);
    if (node === undefined) return -n.ENOENT;
    const isLast = next >= text.length;
    // A slash behind the last name asks for the directory that a symlink leads to.
    const { mount } = at;
    const there = mount.children.length === 0 ? { mount, node } : uppermost({ mount, node });
    // A symlink can be mounted on: then it is none any more.
    if (there.node.isSymlink && (!isLast || follow || end < text.length)) {
      return jump(
        at,
        walk,
        node,
        text.slice(end < text.length ? end + 1 : end) || (end < text.length ? "." : ""),
        follow,
      );
    }
    at = there;
    if (at.mount !== mount && (walk.resolve & n.RESOLVE_NO_XDEV) !== 0) return -n.EXDEV;
  }
}

/** What somebody sees: the namespace's root, and the directory that relative paths begin at. */
export interface Standing {
  readonly root: Path;
  readonly symlinks: number;
}

function used({ mount }: Path): void {
  // Any use takes the mark of MNT_EXPIRE away.
  mount.expiring = false;
}

/** Where a path leads. */
export function resolve(standing: Standing, from: Path, text: string, manner: Manner = {}): Path | number {
  if (text.length >= n.PATH_MAX) return -n.ENAMETOOLONG;
  if (text === "") return -n.ENOENT;
  const bits = manner.resolve ?? 0;
  const root = (bits & n.RESOLVE_IN_ROOT) !== 0 ? from : standing.root;
  const walk: Walk = { root, start: from, resolve: bits, most: standing.symlinks, links: 0 };
  return onward(from, text, walk, manner.follow !== false);
}

/** The same, for a call that uses what is there. */
export function lookUp(standing: Standing, from: Path, text: string, manner: Manner = {}): Path | number {
  const at = resolve(standing, from, text, manner);
  if (typeof at !== "number") used(at);
  return at;
}

/** The directory of a path's last component, which is not looked up. */
export function resolveLast(standing: Standing, from: Path, text: string): Last | number {
  if (text.length >= n.PATH_MAX) return -n.ENAMETOOLONG;
  if (text === "") return -n.ENOENT;
  let end = text.length;
  while (end > 1 && text[end - 1] === "/") end--;
  const slash = text.lastIndexOf("/", end - 1);
  const name = text.slice(slash + 1, end);
  const above = slash < 0 ? "." : slash === 0 ? "/" : text.slice(0, slash);
  const directory = resolve(standing, from, above, { follow: true });
  if (typeof directory === "number") return directory;
  if (!directory.node.isDirectory) return -n.ENOTDIR;
  if (name.length > n.NAME_MAX) return -n.ENAMETOOLONG;
  return { directory, name, slashed: end < text.length };
}

/** Whether a mount of this namespace lies directly on a place of any mount. */
export function isMountPoint(mounts: Iterable<Mount>, node: Node): boolean {
  for (const mount of mounts) if (mount.point === node) return true;
  return false;
}
