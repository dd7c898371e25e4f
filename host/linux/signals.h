/* Signals in an enclosure: what a command starts with, and what reaches it. */
#ifndef LM_SIGNALS_H
#define LM_SIGNALS_H

#include "wire.h"

enum { SIG_IGN = 1, SIGKILL = 9, SIGPIPE = 13, SIGCHLD = 17, SIGCONT = 18, SIGSTOP = 19, SIGXFSZ = 25 };

static void set_default(u32 signal) {
  u64 action[4] = {0, 0, 0, 0};
  sys4(NR_rt_sigaction, signal, action, 0, 8);
}

static int is_ignored(u32 signal) {
  u64 action[4] = {0, 0, 0, 0};
  return sys4(NR_rt_sigaction, signal, 0, action, 8) == 0 && action[0] == SIG_IGN;
}

/* How long the kernel may take to reach all of a process group, in nanoseconds: on a loaded machine whoever sends the
   signal, a virtual machine of its own perhaps, may lose its processor in the middle of it. */
enum { WHOLE_GROUP = 50000000 };

/* A signal that went to our whole process group waits here too, for we block all of them, and has reached the command
   by itself unless that has left the group. */
static void pass_on(i64 command, u32 signal, int stopped) {
  u64 one = 1ull << (signal - 1);
  i64 soon[2] = {0, WHOLE_GROUP};
  int whole_group = sys4(NR_rt_sigtimedwait, &one, 0, soon, 8) == (i64)signal;
  if (signal == SIGCONT && !stopped) return;
  if (whole_group && sys1(NR_getpgid, command) == sys1(NR_getpgid, 0)) return;
  sys2(NR_kill, command, signal);
}

static u32 next_signal(struct session *s) {
  u8 signal = 0;
  if (sys6(NR_recvfrom, (u64)s->signals, (u64)&signal, 1, MSG_DONTWAIT, 0, 0) != 1) return 0;
  return signal <= 64 ? signal : 0;
}

/* What came before the command did is none of its group's. */
static void forget_pending(void) {
  u64 all = ~0ull;
  i64 at_once[2] = {0, 0};
  while (sys4(NR_rt_sigtimedwait, &all, 0, at_once, 8) > 0) {}
}

#endif
