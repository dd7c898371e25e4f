/* Made by scripts/generate from core-wasm/effects.json; never edited. */
#ifndef LM_EFFECTS_H
#define LM_EFFECTS_H

#define LM_ABI 2
#define LM_OPS 40
#define LM_OP_CLOSE 1
#define LM_OP_OPEN 2
#define LM_OP_OPENAT2 3
#define LM_OP_STATX 4
#define LM_OP_FSTATFS 5
#define LM_OP_STATMOUNT 6
#define LM_OP_MOUNTINFO 7
#define LM_OP_MKDIR 8
#define LM_OP_UNLINK 9
#define LM_OP_RMDIR 10
#define LM_OP_RENAME 11
#define LM_OP_READ 12
#define LM_OP_WRITE 13
#define LM_OP_READLINK 14
#define LM_OP_GETDENTS 15
#define LM_OP_MOUNT 16
#define LM_OP_UMOUNT 17
#define LM_OP_OPEN_TREE 18
#define LM_OP_MOUNT_SETATTR 19
#define LM_OP_FSOPEN 20
#define LM_OP_FSCONFIG 21
#define LM_OP_FSCONFIG_FD 22
#define LM_OP_FSMOUNT 23
#define LM_OP_MOVE_MOUNT 24
#define LM_OP_CHILD 25
#define LM_OP_FCHDIR 26
#define LM_OP_FDTEXT 27
#define LM_OP_SLEEP 28
#define LM_OP_SAME 29
#define LM_OP_EQUAL 30
#define LM_OP_BITS 31
#define LM_OP_FDPATH 32
#define LM_OP_DIFFER 33
#define LM_OP_MOUNTID 34
#define LM_OP_FLOCK 35
#define LM_OP_NOTE 36
#define LM_OP_MOUNTINFO_BY 37
#define LM_OP_USERNS 38
#define LM_OP_MOUNT_IDMAP 39
#define LM_OP_CHOWN 40

#define LM_INTO_NONE 0
#define LM_INTO_FD 1
#define LM_INTO_ID 2
#define LM_NO_ARGUMENT 255

/* Kinds of the arguments (D: a register, never AT_FDCWD), what dst receives, bytes of a result of one size,
   and which argument says how many bytes there are: of the result (cap), of B and O (length). */
struct lm_shape {
  char args[7];
  unsigned char into, out, cap, length;
};

static const struct lm_shape lm_shapes[LM_OPS] = {
  {"D", LM_INTO_NONE, 0, 255, 255}, /* close */
  {"FSII", LM_INTO_FD, 0, 255, 255}, /* open */
  {"FSII", LM_INTO_FD, 0, 255, 255}, /* openat2 */
  {"FSII", LM_INTO_ID, 48, 255, 255}, /* statx */
  {"D", LM_INTO_NONE, 16, 255, 255}, /* fstatfs */
  {"RII", LM_INTO_NONE, 0, 2, 255}, /* statmount */
  {"RI", LM_INTO_NONE, 0, 1, 255}, /* mountinfo */
  {"FSI", LM_INTO_NONE, 0, 255, 255}, /* mkdir */
  {"FS", LM_INTO_NONE, 0, 255, 255}, /* unlink */
  {"FS", LM_INTO_NONE, 0, 255, 255}, /* rmdir */
  {"FSFSI", LM_INTO_NONE, 0, 255, 255}, /* rename */
  {"DI", LM_INTO_NONE, 0, 1, 255}, /* read */
  {"DBI", LM_INTO_NONE, 0, 255, 2}, /* write */
  {"FSI", LM_INTO_NONE, 0, 2, 255}, /* readlink */
  {"DI", LM_INTO_NONE, 0, 1, 255}, /* getdents */
  {"NSNIN", LM_INTO_NONE, 0, 255, 255}, /* mount */
  {"SI", LM_INTO_NONE, 0, 255, 255}, /* umount */
  {"FSI", LM_INTO_FD, 0, 255, 255}, /* open_tree */
  {"FSIIII", LM_INTO_NONE, 0, 255, 255}, /* mount_setattr */
  {"SI", LM_INTO_FD, 0, 255, 255}, /* fsopen */
  {"DINNI", LM_INTO_NONE, 0, 255, 255}, /* fsconfig */
  {"DISD", LM_INTO_NONE, 0, 255, 255}, /* fsconfig_fd */
  {"DII", LM_INTO_FD, 0, 255, 255}, /* fsmount */
  {"FSFSI", LM_INTO_NONE, 0, 255, 255}, /* move_mount */
  {"I", LM_INTO_NONE, 0, 255, 255}, /* child */
  {"D", LM_INTO_NONE, 0, 255, 255}, /* fchdir */
  {"DSI", LM_INTO_NONE, 0, 255, 255}, /* fdtext */
  {"I", LM_INTO_NONE, 0, 255, 255}, /* sleep */
  {"OBI", LM_INTO_NONE, 0, 255, 2}, /* same */
  {"OOI", LM_INTO_NONE, 0, 255, 2}, /* equal */
  {"OII", LM_INTO_NONE, 0, 255, 255}, /* bits */
  {"DI", LM_INTO_NONE, 0, 1, 255}, /* fdpath */
  {"OOI", LM_INTO_NONE, 0, 255, 2}, /* differ */
  {"BI", LM_INTO_ID, 0, 255, 1}, /* mountid */
  {"DI", LM_INTO_NONE, 0, 255, 255}, /* flock */
  {"DOI", LM_INTO_NONE, 0, 255, 2}, /* note */
  {"ISI", LM_INTO_NONE, 0, 2, 255}, /* mountinfo_by */
  {"SS", LM_INTO_FD, 0, 255, 255}, /* userns */
  {"FSIIID", LM_INTO_NONE, 0, 255, 255}, /* mount_idmap */
  {"FSIII", LM_INTO_NONE, 0, 255, 255}, /* chown */
};

#endif
