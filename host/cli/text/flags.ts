// Flags by their names in the kernel's headers, so that a printed effect can be looked up in its man page.

type Names = readonly (readonly [number, string])[];

const OPEN: Names = [
  [0x200000, "O_PATH"],
  [0x10000, "O_DIRECTORY"],
  [0x20000, "O_NOFOLLOW"],
  [0x800, "O_NONBLOCK"],
  [0x200, "O_TRUNC"],
  [0x80, "O_EXCL"],
  [0x40, "O_CREAT"],
  [0x400000, "__O_TMPFILE"],
  [2, "O_RDWR"],
  [1, "O_WRONLY"],
];
const RESOLVE: Names = [
  [1, "RESOLVE_NO_XDEV"],
  [2, "RESOLVE_NO_MAGICLINKS"],
  [4, "RESOLVE_NO_SYMLINKS"],
  [8, "RESOLVE_BENEATH"],
  [16, "RESOLVE_IN_ROOT"],
];
const AT: Names = [
  [0x100, "AT_SYMLINK_NOFOLLOW"],
  [0x800, "AT_NO_AUTOMOUNT"],
  [0x1000, "AT_EMPTY_PATH"],
  [0x8000, "AT_RECURSIVE"],
];
const OPEN_TREE: Names = [[1, "OPEN_TREE_CLONE"], ...AT];
const STATX: Names = [
  [0x7ff, "STATX_BASIC_STATS"],
  [0x1, "STATX_TYPE"],
  [0x2, "STATX_MODE"],
  [0x100, "STATX_INO"],
  [0x1000, "STATX_MNT_ID"],
  [0x4000, "STATX_MNT_ID_UNIQUE"],
];
const STATMOUNT: Names = [
  [1, "STATMOUNT_SB_BASIC"],
  [2, "STATMOUNT_MNT_BASIC"],
  [4, "STATMOUNT_PROPAGATE_FROM"],
  [8, "STATMOUNT_MNT_ROOT"],
  [0x10, "STATMOUNT_MNT_POINT"],
  [0x20, "STATMOUNT_FS_TYPE"],
  [0x80, "STATMOUNT_MNT_OPTS"],
  [0x200, "STATMOUNT_SB_SOURCE"],
  [0x400, "STATMOUNT_OPT_ARRAY"],
];
const PROPAGATION: Names = [
  [0x20000, "MS_UNBINDABLE"],
  [0x40000, "MS_PRIVATE"],
  [0x80000, "MS_SLAVE"],
  [0x100000, "MS_SHARED"],
];
const MOUNT: Names = [
  [1, "MS_RDONLY"],
  [2, "MS_NOSUID"],
  [4, "MS_NODEV"],
  [8, "MS_NOEXEC"],
  [16, "MS_SYNCHRONOUS"],
  [32, "MS_REMOUNT"],
  [64, "MS_MANDLOCK"],
  [128, "MS_DIRSYNC"],
  [256, "MS_NOSYMFOLLOW"],
  [1024, "MS_NOATIME"],
  [2048, "MS_NODIRATIME"],
  [4096, "MS_BIND"],
  [16384, "MS_REC"],
  [32768, "MS_SILENT"],
  ...PROPAGATION,
  [0x200000, "MS_RELATIME"],
  [0x800000, "MS_I_VERSION"],
  [0x1000000, "MS_STRICTATIME"],
  [0x2000000, "MS_LAZYTIME"],
];
const UMOUNT: Names = [
  [1, "MNT_FORCE"],
  [2, "MNT_DETACH"],
  [4, "MNT_EXPIRE"],
  [8, "UMOUNT_NOFOLLOW"],
];
const ATTRIBUTES: Names = [
  [1, "MOUNT_ATTR_RDONLY"],
  [2, "MOUNT_ATTR_NOSUID"],
  [4, "MOUNT_ATTR_NODEV"],
  [8, "MOUNT_ATTR_NOEXEC"],
  [0x70, "MOUNT_ATTR__ATIME"],
  [0x10, "MOUNT_ATTR_NOATIME"],
  [0x20, "MOUNT_ATTR_STRICTATIME"],
  [0x80, "MOUNT_ATTR_NODIRATIME"],
  [0x200000, "MOUNT_ATTR_NOSYMFOLLOW"],
];
const MOVE: Names = [
  [4, "MOVE_MOUNT_F_EMPTY_PATH"],
  [0x40, "MOVE_MOUNT_T_EMPTY_PATH"],
  [0x200, "MOVE_MOUNT_BENEATH"],
];
const FSCONFIG = [
  "FSCONFIG_SET_FLAG",
  "FSCONFIG_SET_STRING",
  "FSCONFIG_SET_BINARY",
  "FSCONFIG_SET_PATH",
  "FSCONFIG_SET_PATH_EMPTY",
  "FSCONFIG_SET_FD",
  "FSCONFIG_CMD_CREATE",
  "FSCONFIG_CMD_RECONFIGURE",
];

const FLAGS: Readonly<Record<string, Names>> = {
  "open.flags": OPEN,
  "openat2.flags": OPEN,
  "openat2.resolve": RESOLVE,
  "statx.flags": AT,
  "statx.mask": STATX,
  "statmount.mask": STATMOUNT,
  "mount.flags": MOUNT,
  "umount.flags": UMOUNT,
  "open_tree.flags": OPEN_TREE,
  "mount_setattr.flags": AT,
  "mount_setattr.set": ATTRIBUTES,
  "mount_setattr.clear": ATTRIBUTES,
  "mount_setattr.propagation": PROPAGATION,
  "mount_idmap.flags": AT,
  "mount_idmap.set": ATTRIBUTES,
  "mount_idmap.propagation": PROPAGATION,
  "chown.flags": AT,
  "fsmount.attributes": ATTRIBUTES,
  "move_mount.flags": MOVE,
};

/** A number of an effect as the headers name it; `op` and `name` are those of effects.json. */
export function flagText(op: string, name: string, value: number): string {
  if (name === "command") return FSCONFIG[value] ?? String(value);
  if (name === "mode") return value === 0 ? "0" : `0${value.toString(8)}`;
  // Places in the observation.
  if (name === "observed" || name === "other") return `@${value}`;
  if (name === "mask" && op === "bits") return hexadecimal(value);
  if (name === "value") return hexadecimal(value);
  const names = FLAGS[`${op}.${name}`];
  return names ? flagsText(names, value >>> 0) : String(value);
}

function hexadecimal(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

function flagsText(names: Names, value: number): string {
  const found: string[] = [];
  let rest = value;
  for (const [bits, name] of names) {
    if ((rest & bits) >>> 0 !== bits) continue;
    found.push(name);
    rest = (rest & ~bits) >>> 0;
  }
  if (rest !== 0) found.push(hexadecimal(rest));
  return found.length > 0 ? found.join("|") : "0";
}
