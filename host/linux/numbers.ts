// Numbers of the kernel that programs of the host use, by their names.

// Of openat(2); where an architecture has others, the shim translates.
export const O_WRONLY = 1;
export const O_RDWR = 2;
export const O_CREAT = 0x40;
export const O_EXCL = 0x80;
export const O_NOCTTY = 0x100;
export const O_TRUNC = 0x200;
export const O_APPEND = 0x400;
export const O_NONBLOCK = 0x800;
export const O_DIRECTORY = 0x10000;
export const O_NOFOLLOW = 0x20000;
export const O_PATH = 0x200000;

// Of flock(2), which is never waited for.
export const LOCK_SH_NB = 5;
export const LOCK_EX_NB = 6;

// Of statx(2) and its neighbours.
export const STATX_NLINK = 4;
export const AT_SYMLINK_NOFOLLOW = 0x100;
export const STATX_INO = 0x100;
export const STATX_BASIC_STATS = 0x7ff;
export const AT_EMPTY_PATH = 0x1000;
export const STATX_MNT_ID = 0x1000;
export const STATX_ATTR_MOUNT_ROOT = 0x2000;
export const AT_STATX_DONT_SYNC = 0x4000;

// Kinds of files: inode(7), getdents(2).
export const DT_UNKNOWN = 0;
export const DT_REG = 8;
export const S_IFREG = 0x8000;
export const S_IFMT = 0xf000;

// Errnos.
export const EPERM = 1;
export const ENOENT = 2;
export const ESRCH = 3;
export const EAGAIN = 11;
export const EACCES = 13;
export const EBUSY = 16;
export const EEXIST = 17;
export const ENOTDIR = 20;
export const EINVAL = 22;
export const ENOSPC = 28;
export const EPIPE = 32;
export const ELOOP = 40;
export const ESTALE = 116;
