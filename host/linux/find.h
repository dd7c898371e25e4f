/* Looks for a mount by its source: what names itself after a run, wherever it is mounted by now. */
#ifndef LM_FIND_H
#define LM_FIND_H

#include "look.h"

/* A line of mountinfo while it is read: `id parent dev root target flags… - type source`. */
struct line {
  u8 *bytes;
  u32 room, used, begin, field, dash, passed;
};

static int is_text(const u8 *bytes, u32 length, const u8 *text) {
  for (u32 i = 0; i < length; i++)
    if (text[i] != bytes[i]) return 0;
  return text[length] == 0;
}

/* Takes one more byte; whether the line's source is known now, and is this one. */
static int next_byte(struct line *l, u8 c, const u8 *source) {
  if (c == '\n') {
    l->used = l->begin = l->field = l->dash = l->passed = 0;
    return 0;
  }
  if (l->passed) return 0;
  if (c == ' ') {
    u32 length = l->used - l->begin;
    if (l->dash && l->field == l->dash + 2) {
      if (is_text(l->bytes + l->begin, length, source)) return 1;
      l->passed = 1;
      return 0;
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

/* The first line of mountinfo with this source, up to that; -ENOENT where there is none. */
static i64 find_source(struct session *s, const u8 *source, u8 *out, u32 cap) {
  i64 fd = open_mountinfo();
  if (fd < 0) return fd;
  struct line line;
  memset(&line, 0, sizeof line);
  line.bytes = out;
  line.room = cap;
  i64 n, result = -ENOENT;
  while (result == -ENOENT && (n = sys3(NR_read, fd, s->scratch, sizeof s->scratch)) != 0) {
    if (n < 0) result = n;
    for (i64 i = 0; i < n && result == -ENOENT; i++)
      if (next_byte(&line, s->scratch[i], source)) result = line.used;
  }
  sys1(NR_close, fd);
  u32 used = result < 0 ? 0 : (u32)result;
  memset(out + used, 0, cap - used);
  mask_numbers(s, out, used);
  return result;
}

#endif
