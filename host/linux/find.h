/* Looks for a mount by its source, which may name itself after a run, or by its mount point. */
#ifndef LM_FIND_H
#define LM_FIND_H

#include "look.h"

/* A line of mountinfo while it is read: `id parent dev root target flags… - type source`. */
struct line {
  u8 *bytes;
  u32 room, wanted, used, begin, field, dash, passed, found;
};

static int is_text(const u8 *bytes, u32 length, const u8 *text) {
  for (u32 i = 0; i < length; i++)
    if (text[i] != bytes[i]) return 0;
  return text[length] == 0;
}

enum { SOURCE = 0, MOUNT_POINT = 5 };

/* Takes one more byte; whether the line is known now up to its source, and is the one that is looked for. */
static int next_byte(struct line *l, u8 c, const u8 *text) {
  if (c == '\n') {
    l->used = l->begin = l->field = l->dash = l->passed = l->found = 0;
    return 0;
  }
  if (l->passed) return 0;
  if (c == ' ') {
    u32 length = l->used - l->begin;
    int is_source = l->dash && l->field == l->dash + 2;
    if (is_source ? l->wanted == SOURCE : l->field == MOUNT_POINT - 1 && l->wanted == MOUNT_POINT) {
      l->found = (u32)is_text(l->bytes + l->begin, length, text);
      l->passed = !l->found;
    }
    if (is_source) {
      l->passed = 1;
      return (int)l->found;
    }
    if (!l->dash && l->field >= 6 && length == 1 && l->bytes[l->begin] == '-') l->dash = l->field;
    l->field++;
  }
  if (l->used == l->room) {
    l->passed = 1;
    return 0;
  }
  l->bytes[l->used++] = c;
  if (c == ' ') l->begin = l->used;
  return 0;
}

/* The first line of mountinfo with this text as its source or mount point, up to the source; -ENOENT: there is none. */
static i64 find_mount(struct session *s, u32 wanted, const u8 *text, u8 *out, u32 cap) {
  if (wanted != SOURCE && wanted != MOUNT_POINT) return -EINVAL;
  i64 fd = open_mountinfo();
  if (fd < 0) return fd;
  struct line line;
  memset(&line, 0, sizeof line);
  line.bytes = out;
  line.room = cap;
  line.wanted = wanted;
  i64 n, result = -ENOENT;
  while (result == -ENOENT && (n = sys3(NR_read, fd, s->scratch, sizeof s->scratch)) != 0) {
    if (n < 0) result = n;
    for (i64 i = 0; i < n && result == -ENOENT; i++)
      if (next_byte(&line, s->scratch[i], text)) result = line.used;
  }
  sys1(NR_close, fd);
  u32 used = result < 0 ? 0 : (u32)result;
  memset(out + used, 0, cap - used);
  mask_numbers(s, out, used);
  return result;
}

#endif
