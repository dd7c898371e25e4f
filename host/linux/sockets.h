/* Connected sockets for a host's loop that waits for a thread. */
#ifndef LM_SOCKETS_H
#define LM_SOCKETS_H

#include "arch.h"

#define EXPORT __attribute__((visibility("default")))

/* Two connected sockets, close-on-exec and non-blocking: one end for the host's loop, one for lm_start. */
EXPORT i32 lm_pair(i32 *pair) {
  if (!pair) return -EFAULT;
  return (i32)sys4(NR_socketpair, 1, 1 | 0x800 | CLOEXEC, 0, pair);
}

/* Waits for bytes at one end of such a pair and takes them: how many, 0 when the other end was closed. For a host
   whose loop adopts no descriptor, and calls this on a thread of its own. */
EXPORT i32 lm_await(i32 fd) {
  u8 bytes[64];
  for (;;) {
    struct { i32 fd; u16 wanted, seen; } at = {fd, 1 /* POLLIN */, 0};
    i64 r = sys4(NR_ppoll, &at, 1, 0, 0);
    if (r > 0) r = sys3(NR_read, fd, bytes, sizeof bytes);
    if (r != -EINTR && r != -EAGAIN) return (i32)r;
  }
}

EXPORT i32 lm_close(i32 fd) { return (i32)sys1(NR_close, fd); }

#endif
