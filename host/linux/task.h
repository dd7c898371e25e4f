/* Tasks of our own: the session's thread, and a child for a block of a program that has no such thread. */
#ifndef LM_TASK_H
#define LM_TASK_H

#include "program.h"

enum {
  CLONE_VM = 0x100, CLONE_FILES = 0x400, CLONE_SIGHAND = 0x800, CLONE_VFORK = 0x4000, CLONE_THREAD = 0x10000,
  CLONE_SYSVSEM = 0x40000, CLONE_PARENT_SETTID = 0x100000, CLONE_CHILD_CLEARTID = 0x200000,
  WALL = 0x40000000, SIG_SETMASK = 2
};

enum { MSG_DONTWAIT = 0x40, MSG_NOSIGNAL = 0x4000 };

/* How the caller waits: not, asleep on the futex `busy`, or for a byte. */
enum { AWAITED_NOT, AWAITED_ASLEEP, AWAITED_BYTE };

static void wake_caller(struct session *s) {
  u8 byte = 1;
  s->awaited = AWAITED_NOT;
  sys6(NR_sendto, (u64)s->wake, (u64)&byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT, 0, 0);
}

/* A new task inherits the mask of signals: no handler of the process may run on it, for it has no libc state. */
static i64 clone_quiet(u64 flags, void *top, i32 *tid, void (*function)(void *), void *argument) {
  u64 all = ~0ull, before = 0;
  sys4(NR_rt_sigprocmask, SIG_SETMASK, &all, &before, 8);
  i64 r = sys_clone(flags, (void **)top, tid, function, argument);
  sys4(NR_rt_sigprocmask, SIG_SETMASK, &before, 0, 8);
  return r;
}

/* Carries out a span in a child with a working directory of its own, which shares memory and descriptors; this task
   waits meanwhile. Exit signal 0: no SIGCHLD that the process could see, and only __WALL reaps it. */
static void run_child(struct run *r, void (*span)(void *)) {
  i32 status = 0;
  u64 top = (u64)(r->session->stack + sizeof r->session->stack) & ~15ull;
  i64 pid = clone_quiet(CLONE_VM | CLONE_VFORK | CLONE_FILES, (void *)top, 0, span, r);
  if (pid < 0) {
    r->at = r->from - 1;
    r->answer->err = r->answer->result[r->at] = (i32)pid;
    return;
  }
  i64 waited;
  do waited = sys4(NR_wait4, pid, &status, WALL, 0);
  while (waited == -EINTR);
  if (status == 0) return;
  if (r->at == r->to) r->at = r->to - 1; /* killed from outside, and behind its last effect is none of ours */
  r->answer->err = r->answer->result[r->at] = -EIO;
}

#endif
