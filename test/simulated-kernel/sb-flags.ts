/** Keys that every file system takes as flags of its own (vfs_parse_sb_flag). */
export const SB_FLAGS: Readonly<Record<string, number>> = {
  ro: 1,
  rw: 0,
  sync: 16,
  dirsync: 128,
  mand: 64,
  lazytime: 1 << 25,
};
