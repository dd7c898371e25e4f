/* System calls that take more than one line: repeated, counted, or told to the caller. */
#ifndef LM_CALLS_H
#define LM_CALLS_H

#include "program.h"

static i64 sleep_for(u64 milliseconds) {
  i64 time[2] = {(i64)(milliseconds / 1000), (i64)(milliseconds % 1000 * 1000000)};
  i64 r;
  do r = sys2(NR_nanosleep, time, time);
  while (r == -EINTR);
  return r;
}

/* An unmount waits for RCU: 25 us while the other processors are idle, 130 us while one is at work (containerd.md §8).
   So the caller is told not to look out for the end of it. The last descriptor of a detached mount unmounts it. */
static i64 unmount(struct session *s, u64 target, u64 flags) {
  s->unmounting = 1;
  LM_FENCE();
  i64 r = sys2(NR_umount2, target, flags);
  s->unmounting = 0;
  return r;
}

static i64 close_register(struct session *s, u32 number) {
  u64 fd = (u64)(s->fd[number] - 1);
  s->fd[number] = 0;
  s->held--;
  s->unmounting = s->detached[number];
  LM_FENCE();
  i64 r = sys1(NR_close, fd); /* never again after EINTR: the number is free by then */
  s->unmounting = 0;
  s->detached[number] = 0;
  return r;
}

#endif
