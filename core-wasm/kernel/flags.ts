// The kernel's numbers, under the kernel's names (linux/mount.h, fcntl.h, stat.h; x86-64, the shim translates).

export const MS_RDONLY: i32 = 1;
export const MS_NOSUID: i32 = 2;
export const MS_NODEV: i32 = 4;
export const MS_NOEXEC: i32 = 8;
export const MS_SYNCHRONOUS: i32 = 16;
export const MS_REMOUNT: i32 = 32;
export const MS_MANDLOCK: i32 = 64;
export const MS_DIRSYNC: i32 = 128;
export const MS_NOSYMFOLLOW: i32 = 256;
export const MS_NOATIME: i32 = 1024;
export const MS_NODIRATIME: i32 = 2048;
export const MS_BIND: i32 = 4096;
export const MS_REC: i32 = 16384;
export const MS_SILENT: i32 = 32768;
export const MS_UNBINDABLE: i32 = 0x20000;
export const MS_PRIVATE: i32 = 0x40000;
export const MS_SLAVE: i32 = 0x80000;
export const MS_SHARED: i32 = 0x100000;
export const MS_RELATIME: i32 = 0x200000;
export const MS_I_VERSION: i32 = 0x800000;
export const MS_STRICTATIME: i32 = 0x1000000;
export const MS_LAZYTIME: i32 = 0x2000000;
export const MS_PROPAGATION: i32 = 0x1e0000;

export const MOUNT_ATTR_RDONLY: i32 = 1;
export const MOUNT_ATTR_NOSUID: i32 = 2;
export const MOUNT_ATTR_NODEV: i32 = 4;
export const MOUNT_ATTR_NOEXEC: i32 = 8;
export const MOUNT_ATTR__ATIME: i32 = 0x70;
export const MOUNT_ATTR_NOATIME: i32 = 0x10;
export const MOUNT_ATTR_STRICTATIME: i32 = 0x20;
export const MOUNT_ATTR_NODIRATIME: i32 = 0x80;
export const MOUNT_ATTR_IDMAP: i32 = 0x100000;
export const MOUNT_ATTR_NOSYMFOLLOW: i32 = 0x200000;

export const O_RDONLY: i32 = 0;
export const O_RDWR: i32 = 2;
export const O_NONBLOCK: i32 = 0x800;
export const O_DIRECTORY: i32 = 0x10000;
export const O_NOFOLLOW: i32 = 0x20000;
export const O_PATH: i32 = 0x200000;
/** Together with O_DIRECTORY. */
export const O_TMPFILE: i32 = 0x410000;

/** renameat2(2): an error where something has that name already. */
export const RENAME_NOREPLACE: i32 = 1;
export const AT_SYMLINK_NOFOLLOW: i32 = 0x100;
export const AT_EMPTY_PATH: i32 = 0x1000;
export const AT_RECURSIVE: i32 = 0x8000;
export const UMOUNT_NOFOLLOW: i32 = 8;
/** With the mounts beneath, which umount2 refuses otherwise. */
export const MNT_DETACH: i32 = 2;
/** Marks a mount that nobody uses, and unmounts one that is marked. */
export const MNT_EXPIRE: i32 = 4;
export const OPEN_TREE_CLONE: i32 = 1;

export const RESOLVE_NO_MAGICLINKS: i32 = 2;
export const RESOLVE_IN_ROOT: i32 = 16;

/** OVERLAYFS_SUPER_MAGIC of linux/magic.h. */
export const OVERLAYFS_MAGIC: i32 = 0x794c7630;

/** mode, type and inode. */
export const STATX_BASIC: i32 = 0x7ff;
export const STATX_MNT_ID: i32 = 0x1000;
export const STATX_MNT_ID_UNIQUE: i32 = 0x4000;
export const STATX_ATTR_MOUNT_ROOT: i32 = 0x2000;
export const S_IFMT: i32 = 0xf000;
export const S_IFDIR: i32 = 0x4000;
export const S_IFREG: i32 = 0x8000;

export const FSCONFIG_SET_FLAG: i32 = 0;
export const FSCONFIG_SET_STRING: i32 = 1;
export const FSCONFIG_SET_FD: i32 = 5;
export const FSCONFIG_CMD_CREATE: i32 = 6;
export const MOVE_MOUNT_F_EMPTY_PATH: i32 = 4;
export const MOVE_MOUNT_T_EMPTY_PATH: i32 = 0x40;

export const STATMOUNT_SB_BASIC: i32 = 1;
export const STATMOUNT_MNT_BASIC: i32 = 2;
export const STATMOUNT_MNT_POINT: i32 = 0x10;
export const STATMOUNT_FS_TYPE: i32 = 0x20;
export const STATMOUNT_MNT_OPTS: i32 = 0x80;
export const STATMOUNT_SB_SOURCE: i32 = 0x200;
export const STATMOUNT_OPT_ARRAY: i32 = 0x400;
export const STATMOUNT_SUPPORTED_MASK: i32 = 0x1000;

export const ST_RDONLY: i32 = 1;
