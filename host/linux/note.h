/* What a program writes into the record of its own run: an observed part of it, before the effects that follow. */
#ifndef LM_NOTE_H
#define LM_NOTE_H

#include "program.h"

enum { NOTE_KIND = 5, NOTE_MOST = 64 };

/* A record of host/trace/raw.ts: kind, length, which op and where in the observation, the bytes, the length again. One
   write, so that it is there whole or not at all when the process dies. */
static i64 take_note(u64 fd, u32 op, u32 place, const u8 *bytes, u32 length) {
  if (length > NOTE_MOST) return -EINVAL;
  u32 record[4 + NOTE_MOST / 4 + 1];
  u32 held = 8 + length, size = 8 + held + 4;
  record[0] = NOTE_KIND;
  record[1] = held;
  record[2] = op;
  record[3] = place;
  memcpy(record + 4, bytes, length);
  memcpy((u8 *)record + 8 + held, &held, 4);
  i64 n = sys3(NR_write, fd, record, size);
  return n < 0 ? n : n == size ? 0 : -ENOSPC;
}

#endif
