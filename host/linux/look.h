/* The effects that look: what the kernel answers, laid out as the core reads it. */
#ifndef LM_LOOK_H
#define LM_LOOK_H

#include "text.h"

struct statx_answer {
  u32 mask, blksize;
  u64 attributes;
  u32 nlink, uid, gid;
  u16 mode, pad;
  u64 ino, size, blocks, attributes_mask;
  u64 times[8];
  u32 rdev_major, rdev_minor, dev_major, dev_minor;
  u64 mount_id;
  u64 rest[13];
};

struct statx_out {
  u32 mode, attributes;
  u64 ino;
  u32 dev_major, dev_minor;
  u64 mount_id;
  u32 uid, gid, mask, nlink;
};

enum { STATX_MNT_ID = 0x1000, STATX_MNT_ID_UNIQUE = 0x4000 };

static i64 look_statx(struct session *s, const struct op *o, const u64 *v, u8 *out) {
  struct statx_answer x;
  i64 r = sys5(NR_statx, v[0], v[1], v[2], v[3], &x);
  if (r < 0) return r;
  if (!(x.mask & (STATX_MNT_ID | STATX_MNT_ID_UNIQUE))) {
    if (o->dst != REGISTER_NONE) return -EOPNOTSUPP; /* before Linux 5.8 */
    x.mount_id = 0;
  }
  if (o->dst != REGISTER_NONE) s->id[o->dst] = x.mount_id + 1;
  if (out) {
    struct statx_out *to = (struct statx_out *)out;
    to->mode = x.mode;
    to->attributes = (u32)x.attributes;
    to->ino = x.ino;
    to->dev_major = x.dev_major;
    to->dev_minor = x.dev_minor;
    to->mount_id = x.mount_id;
    to->uid = x.uid;
    to->gid = x.gid;
    to->mask = x.mask;
    to->nlink = x.nlink;
  }
  return 0;
}

/* Where a descriptor leads now, whatever it was opened by. */
static i64 look_fdpath(i32 fd, u8 *out, u32 cap) {
  u8 path[DESCRIPTOR_TEXT + 11];
  for (u32 i = 0; i < DESCRIPTOR_TEXT; i++) path[i] = (u8)descriptor_text[i];
  path[DESCRIPTOR_TEXT + write_digits(path + DESCRIPTOR_TEXT, (u32)fd)] = 0;
  return sys4(NR_readlinkat, AT_FDCWD, path, out, cap);
}

static i64 look_fstatfs(u64 fd, u8 *out) {
  u64 x[15]; /* struct statfs of a 64-bit kernel: f_type is the first word, f_flags the eleventh */
  i64 r = sys2(NR_fstatfs, fd, x);
  if (r < 0) return r;
  if (out) {
    ((u64 *)out)[0] = x[0];
    ((u64 *)out)[1] = x[10];
  }
  return 0;
}

static i64 look_statmount(struct session *s, u64 id, u64 mask, u8 *out, u32 cap) {
  struct {
    u32 size, spare;
    u64 id, mask;
  } ask;
  ask.size = sizeof ask;
  ask.spare = 0;
  ask.id = id;
  ask.mask = mask;
  i64 r = sys4(NR_statmount, &ask, out, cap, 0);
  if (r < 0) {
    memset(out, 0, cap);
    return r;
  }
  u32 used = cap < 4 ? 0 : *(u32 *)out;
  if (used > cap) used = cap;
  mask_numbers(s, out, used);
  return used;
}

static i64 open_mountinfo(void) {
  i64 fd = sys4(NR_openat, AT_FDCWD, "/proc/thread-self/mountinfo", CLOEXEC, 0);
  return fd == -ENOENT ? sys4(NR_openat, AT_FDCWD, "/proc/self/mountinfo", CLOEXEC, 0) : fd;
}

/* The line of one mount; read in pieces, for a line may be longer than any buffer here (kernel: 500 layers, 133 KB). */
static i64 look_mountinfo(struct session *s, u32 id, u8 *out, u32 cap) {
  i64 fd = open_mountinfo();
  if (fd < 0) return fd;
  i64 n, result = -ENOENT;
  u64 number = 0;
  u32 used = 0;
  u8 digits[20];
  u32 count = 0;
  enum { NUMBER, OURS, OTHER } place = NUMBER;
  while (result == -ENOENT && (n = sys3(NR_read, fd, s->scratch, sizeof s->scratch)) != 0) {
    if (n < 0) result = n;
    for (i64 i = 0; i < n && result == -ENOENT; i++) {
      u8 c = s->scratch[i];
      if (place == NUMBER && c >= '0' && c <= '9' && count < sizeof digits) {
        number = number * 10 + (u32)(c - '0');
        digits[count++] = c;
        continue;
      }
      if (place == NUMBER) {
        place = number == id ? OURS : OTHER;
        for (u32 j = 0; place == OURS && j < count && used < cap; j++) out[used++] = digits[j];
      }
      if (c == '\n') {
        if (place == OURS) result = used;
        place = NUMBER;
        number = count = 0;
      } else if (place == OURS) {
        if (used == cap) result = -EOVERFLOW;
        else out[used++] = c;
      }
    }
  }
  sys1(NR_close, fd);
  if (result < 0) memset(out, 0, cap);
  else mask_numbers(s, out, (u32)result);
  return result;
}

#endif
