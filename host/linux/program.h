/* A program, an observation and a session as they lie in memory. All numbers are little endian. */
#ifndef LM_PROGRAM_H
#define LM_PROGRAM_H

#include "arch.h"
#include "generated/effects.h"

enum {
  PROGRAM_MAGIC = 0x31504d4c,     /* LMP1 */
  OBSERVATION_MAGIC = 0x314f4d4c, /* LMO1 */
  SESSION_MAGIC = 0x31534d4c,     /* LMS1 */
  OPS_MOST = 16384,
  REGISTERS = 1024,
  KEPT_FROM = 960, /* 32 registers that may stay full between two uses */
  MAP_BYTES = 4096,
  REGISTER_CWD = 0xffff,
  REGISTER_NONE = 0xffff,
  FLAG_SOFT = 1,
  FLAG_ABSENT = 2
};

struct header {
  u32 magic, size, count, ops, observation, registers, abi, zero;
};

struct op {
  u8 code, flags, phase, zero;
  u16 dst, why;
  u32 a[6];
  u32 out, subject;
};

struct answer {
  u32 magic, done;
  i32 err;
  u32 zero;
  i32 result[];
};

/* A number that was once written into a hole of this width: it is never shown to the core. */
struct number {
  u32 value, width;
};

struct session {
  u32 magic;
  volatile u32 busy;                   /* set by the caller, cleared when it is done: a futex */
  volatile i32 tid;                    /* cleared by the kernel when the thread has ended: a futex */
  volatile u32 order, asleep;          /* what the thread is to do, a futex; whether it has to be woken for it */
  volatile u32 soon;                   /* an order is to come: the thread looks out for it once more */
  volatile u32 unmounting;             /* the kernel waits, or is about to, for every processor that is not idle */
  volatile u32 awaited;                /* how the caller waits for the end */
  volatile u32 caller_cpu, thread_cpu; /* where they were last seen */
  i32 wake;
  u8 *program, *observation;
  u32 observation_bytes;
  u32 program_bytes, question; /* of what a child is asked */
  i32 result;                  /* of that, or of making the child */
  i32 child, control, signals; /* a process in namespaces of its own, and the sockets to it */
  i32 outside;                 /* in that process: our own */
  const u8 *place;             /* the directory that it made */
  u64 mask;                    /* of signals, as the caller has it */
  u32 moved; /* the thread's working directory is no longer the root */
  u32 numbers_count;
  u32 held;            /* full descriptor registers */
  u32 kept;            /* which of the 32 from KEPT_FROM on stay full */
  i32 fd[REGISTERS];   /* descriptor + 1; 0: empty */
  u64 id[REGISTERS];   /* mount id + 1; 0: empty */
  u8 detached[REGISTERS]; /* what the descriptor holds is a mount that goes with it */
  struct number numbers[REGISTERS];
  u8 scratch[8192];
  u8 stack[16384]; /* of a child; the last member, so that nothing lies above it */
} __attribute__((aligned(16)));

/* One program being carried out. */
struct run {
  struct session *session;
  u8 *program;
  const struct op *ops;
  u32 count;
  struct answer *answer;
  int own_cwd; /* this task's working directory is the session's own: child blocks run inline */
  volatile u32 from, to, at;
  u32 holes_from, holes_to;
  u32 slow; /* the last op that may take long, on a session's thread; what comes after it only looks */
};

/* Compilers call these by name even without a libc; TinyCC brings its own. The empty asm keeps each loop from
   becoming a call to itself. */
#ifdef __TINYC__
void *memset(void *to, int value, unsigned long size);
void *memcpy(void *to, const void *from, unsigned long size);
#else
__attribute__((visibility("hidden"))) void *memset(void *to, int value, unsigned long size) {
  u8 *t = to;
  while (size && ((u64)t & 7)) {
    *t++ = (u8)value;
    size--;
  }
  u64 wide = (u8)value * 0x0101010101010101ull;
  for (; size >= 8; size -= 8, t += 8) {
    *(u64 *)t = wide;
    __asm__ volatile("" ::: "memory");
  }
  for (; size; size--) {
    *t++ = (u8)value;
    __asm__ volatile("" ::: "memory");
  }
  return to;
}

__attribute__((visibility("hidden"))) void *memcpy(void *to, const void *from, unsigned long size) {
  u8 *t = to;
  const u8 *f = from;
  for (; size; size--) {
    *t++ = *f++;
    __asm__ volatile("" ::: "memory");
  }
  return to;
}
#endif

#endif
