// How long what the kernel gives can be.

/** A path with its NUL (linux/limits.h). */
export const PATH_MAX: i32 = 4096;
/** The same where eight bytes at a time are counted, as the string of a statmount. */
export const PATH_ROOM: i32 = PATH_MAX + 8;
/** A line of mountinfo, by its root and its mount point: each a path with four bytes for one. */
export const LINE_ROOM: i32 = 8 * PATH_MAX + 256;
/** One before Linux 6.8, by its mount point and its options: they have a page at most, with four bytes for one too. */
export const OLD_LINE_ROOM: i32 = 8 * PATH_MAX;
