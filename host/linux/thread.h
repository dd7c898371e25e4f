/* A session's own thread: a raw task whose working directory is its own, so that blocks run inline and no call
   waits on the caller's thread. It is not known to libc and uses none of it. */
#ifndef LM_THREAD_H
#define LM_THREAD_H

#include "enclosed.h"

enum {
  FUTEX_WAIT = 0, FUTEX_WAKE_PRIVATE = 1 | 128, FUTEX_WAIT_PRIVATE = 0 | 128, FUTEX_WAIT_UNTIL_PRIVATE = 9 | 128,
  CLOCK_MONOTONIC = 1
};

enum { ORDER_NONE, ORDER_RUN, ORDER_CLEAR, ORDER_STOP, ORDER_ENCLOSE, ORDER_ASK };

/* How long the thread looks out for the next order before it sleeps, in microseconds. */
enum { LOOKOUT = 150 };

static u32 this_cpu(void) {
  u32 cpu = 0;
  sys3(NR_getcpu, &cpu, 0, 0);
  return cpu;
}

static u64 microseconds(void) {
  u64 time[2];
  sys2(NR_clock_gettime, CLOCK_MONOTONIC, time);
  return time[0] * 1000000 + time[1] / 1000;
}

/* Waits without sleeping until `*word` is (not) zero, or `*unless` is not: a halted processor takes 35 us to start. */
static void look_out(volatile u32 *word, int wanted, volatile u32 *unless, u64 end) {
  do {
    for (int i = 0; i < 32; i++) {
      if ((*word != 0) == wanted || *unless) return;
      LM_PAUSE();
    }
  } while (microseconds() < end);
}

static void futex_wake(volatile u32 *word) { sys3(NR_futex, word, FUTEX_WAKE_PRIVATE, 1); }

static void give_back(struct session *s) {
  LM_FENCE();
  s->busy = 0; /* before the byte: whoever reads it may submit at once */
  LM_FENCE();
  if (s->awaited == AWAITED_ASLEEP) futex_wake(&s->busy);
  if (s->awaited == AWAITED_BYTE) wake_caller(s);
}

/* On the caller's own processor it sleeps at once, for it would only keep the caller from running. When it is told that
   an order is to come soon, asleep or not, it looks out once more. */
static u32 next_order(struct session *s) {
  volatile u32 never = 0;
  for (;;) {
    s->thread_cpu = this_cpu();
    s->asleep = 0;
    if (s->thread_cpu != s->caller_cpu) {
      do {
        s->soon = 0;
        LM_FENCE();
        look_out(&s->order, 1, &never, microseconds() + LOOKOUT);
      } while (s->soon && s->order == ORDER_NONE);
    }
    s->asleep = 1;
    LM_FENCE();
    if (s->order != ORDER_NONE) break;
    sys4(NR_futex, &s->order, FUTEX_WAIT_PRIVATE, ORDER_NONE, 0);
  }
  s->thread_cpu = this_cpu();
  s->asleep = 0;
  u32 order = s->order;
  s->order = ORDER_NONE;
  LM_FENCE();
  return order;
}

static void thread_main(void *argument) {
  struct session *s = argument;
  leave_directory(s);
  for (;;) {
    switch (next_order(s)) {
      case ORDER_STOP: end_child(s); return;
      case ORDER_ENCLOSE: s->result = (i32)make_child(s); break;
      case ORDER_ASK: s->result = (i32)ask_child(s); break;
      case ORDER_RUN:
        run_program(s, s->program, s->observation, s->observation_bytes, 1);
        /* At once: later it would take an order of its own, and another round trip. */
        if (s->moved) leave_directory(s);
        break;
      case ORDER_CLEAR:
        clear_session(s);
        if (s->moved) leave_directory(s);
        break;
    }
    give_back(s);
  }
}

static void close_wake(struct session *s) {
  sys1(NR_close, s->wake);
  s->wake = -1;
  /* By the caller, who writes to it: its number may be somebody else's afterwards. */
  if (s->signals >= 0) sys1(NR_close, s->signals);
  s->signals = -1;
}

static i64 start_thread(struct session *s, u8 *stack, u32 stack_bytes, i32 wake) {
  u64 flags = CLONE_VM | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_PARENT_SETTID |
              CLONE_CHILD_CLEARTID;
  u8 *top = (u8 *)((u64)(stack + stack_bytes) & ~15ull);
  s->wake = wake;
  i64 r = clone_quiet(flags, top, (i32 *)&s->tid, thread_main, s);
  if (r > 0) return 0;
  close_wake(s);
  return r;
}

static i64 ring(struct session *s) {
  s->caller_cpu = this_cpu();
  LM_FENCE();
  if (s->asleep) futex_wake(&s->order);
  return 0;
}

/* Gives the idle thread something to do. */
static i64 give_order(struct session *s, u32 order) {
  s->awaited = AWAITED_NOT;
  s->busy = 1;
  LM_FENCE();
  s->order = order;
  return ring(s);
}

/* Gives the idle thread something that its child is to do, or the making of that. */
static i64 ask(struct session *s, u32 order, u32 question, u8 *bytes, u32 size, u8 *answer, u32 room) {
  if (!bytes || !answer) return -EFAULT;
  if (!s->tid || (((u64)bytes | (u64)answer) & 7)) return -EINVAL;
  if (s->busy) return -EBUSY;
  s->question = question;
  s->program = bytes;
  s->program_bytes = size;
  s->observation = answer;
  s->observation_bytes = room;
  return give_order(s, order);
}

/* 1 if the thread is done, 0 if it will write its byte. For so many microseconds at most the caller waits for it: looks
   out, or sleeps where it would only be in the way. Both cost less than a turn of its event loop. */
static i64 settle(struct session *s, u32 limit) {
  if (s->busy && limit) {
    u64 end = microseconds() + limit;
    u64 until[2] = {end / 1000000, end % 1000000 * 1000};
    if (s->asleep || s->thread_cpu != this_cpu()) look_out(&s->busy, 0, &s->unmounting, end);
    s->awaited = AWAITED_ASLEEP;
    LM_FENCE();
    i64 r = 0;
    while (s->busy && (r == 0 || r == -EAGAIN || r == -EINTR))
      r = sys6(NR_futex, (u64)&s->busy, FUTEX_WAIT_UNTIL_PRIVATE, 1, (u64)until, 0, ~0u);
  }
  if (s->busy) s->awaited = AWAITED_BYTE;
  LM_FENCE(); /* also: what was observed is read after this */
  return !s->busy;
}

enum { STOP_ROUNDS = 10 };

/* Waits for the thread to end, 10 ms at most: one that is stuck in a system call is left to be stopped later. */
static i64 stop_thread(struct session *s) {
  i64 millisecond[2] = {0, 1000000};
  for (int i = 0, told = 0; i < STOP_ROUNDS && s->tid; i++) {
    i32 tid = s->tid;
    if (!s->busy && !told) told = give_order(s, ORDER_STOP) == 0;
    /* The kernel wakes this futex as one that is not private. */
    if (tid) sys4(NR_futex, &s->tid, FUTEX_WAIT, tid, millisecond);
  }
  if (s->tid) return -EBUSY;
  LM_FENCE();
  close_wake(s);
  s->busy = 0;
  return 0;
}

#endif
