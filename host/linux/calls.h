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
   So the caller is told not to look out for the end of it. */
static i64 unmount(struct session *s, u64 target, u64 flags) {
  s->unmounting = 1;
  LM_FENCE();
  i64 r = sys2(NR_umount2, target, flags);
  s->unmounting = 0;
  return r;
}

#endif
