/* Bytes between us and a child in namespaces of its own, by a pair of sockets. */
#ifndef LM_WIRE_H
#define LM_WIRE_H

#include "clear.h"

/* What a child is asked, followed by so many bytes; it answers by `room` bytes at most. */
struct question {
  u32 what, size, room, zero;
};

struct reply {
  i32 result;
  u32 size;
};

enum { ASK_RUN = 1, ASK_COMMAND, ASK_CLEAR, ASK_END };

static i64 map_memory(u64 bytes) {
  return sys6(NR_mmap, 0, bytes, 3 /* read, write */, 0x22 /* private, anonymous */, (u64)-1, 0);
}

static i64 send_all(i32 to, const void *bytes, u64 size) {
  for (u64 at = 0; at < size;) {
    i64 n = sys6(NR_sendto, (u64)to, (u64)bytes + at, size - at, MSG_NOSIGNAL, 0, 0);
    if (n < 0 && n != -EINTR) return n;
    if (n > 0) at += (u64)n;
  }
  return 0;
}

/* -EPIPE where the other end is gone. */
static i64 receive_all(i32 from, void *bytes, u64 size) {
  for (u64 at = 0; at < size;) {
    i64 n = sys6(NR_recvfrom, (u64)from, (u64)bytes + at, size - at, 0, 0, 0);
    if (n == 0) return -EPIPE;
    if (n < 0 && n != -EINTR) return n;
    if (n > 0) at += (u64)n;
  }
  return 0;
}

#endif
