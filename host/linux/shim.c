/* The native part of layermount: checks a program of effects and carries it out, on a session's own thread or here.
   It decides nothing. Every result is 0, a count or -errno; errno of the caller is never touched. The process's
   working directory, umask and signal handlers are never changed. */
#include "sockets.h"
#include "thread.h"

enum { PROT_READ_WRITE = 3, MAP_PRIVATE_ANONYMOUS = 0x22, GUARD = 65536 };

static int is_session(const struct session *s) { return s && !((u64)s & 7) && s->magic == SESSION_MAGIC; }

static i64 check_call(const u8 *program, u32 size, const u8 *observation, u32 observation_bytes) {
  if (!program || !observation) return -EFAULT;
  if (((u64)program | (u64)observation) & 7) return -EINVAL;
  if (program < observation + observation_bytes && observation < program + size) return -EINVAL;
  return check_program(program, size, observation_bytes);
}

/* Version of the operations: host and shim refuse each other when theirs differ. */
EXPORT i32 lm_abi(void) { return LM_ABI; }

EXPORT i32 lm_session_bytes(void) { return (i32)sizeof(struct session); }

/* Zeroed memory with a guard below it; the host's collector never moves or frees it beneath a running thread. */
EXPORT void *lm_map(u32 bytes) {
  i64 at = sys6(NR_mmap, 0, (u64)bytes + GUARD, 0, MAP_PRIVATE_ANONYMOUS, (u64)-1, 0);
  if (at < 0 && at > -4096) return 0;
  if (sys3(NR_mprotect, at + GUARD, bytes, PROT_READ_WRITE) < 0) {
    sys2(NR_munmap, at, (u64)bytes + GUARD);
    return 0;
  }
  return (void *)(at + GUARD);
}

EXPORT i32 lm_unmap(u8 *memory, u32 bytes) {
  if (!memory) return -EFAULT;
  return (i32)sys2(NR_munmap, memory - GUARD, (u64)bytes + GUARD);
}

EXPORT i32 lm_init(struct session *s) {
  if (!s) return -EFAULT;
  if ((u64)s & 7) return -EINVAL;
  memset(s, 0, sizeof *s);
  s->wake = s->control = s->signals = -1;
  s->magic = SESSION_MAGIC;
  return 0;
}

/* 0 if the program may be carried out; nothing is done. */
EXPORT i32 lm_check(const u8 *program, u32 size, u32 observation_bytes) {
  if (!program) return -EFAULT;
  if ((u64)program & 7) return -EINVAL;
  return (i32)check_program(program, size, observation_bytes);
}

/* Carries the program out on this thread; a block with a working directory of its own runs in a child. */
EXPORT i32 lm_run(struct session *s, u8 *program, u32 size, u8 *observation, u32 observation_bytes) {
  if (!s) return -EFAULT;
  if (!is_session(s)) return -EINVAL;
  if (s->busy) return -EBUSY;
  i64 bad = check_call(program, size, observation, observation_bytes);
  if (bad) return (i32)bad;
  s->busy = 1;
  run_program(s, program, observation, observation_bytes, 0);
  s->busy = 0;
  return 0;
}

static i64 check_start(const struct session *s, const u8 *stack, u32 stack_bytes) {
  if (!s || !stack) return -EFAULT;
  if (!is_session(s) || stack_bytes < 8192) return -EINVAL;
  return s->wake >= 0 || s->busy ? -EBUSY : 0;
}

/* Starts the session's thread, which writes a byte to `wake_fd` when it has done something that is awaited. That
   descriptor is the session's from here on, and closed if the thread does not start. */
EXPORT i32 lm_start(struct session *s, u8 *stack, u32 stack_bytes, i32 wake_fd) {
  i64 bad = check_start(s, stack, stack_bytes);
  if (!bad) return (i32)start_thread(s, stack, stack_bytes, wake_fd);
  sys1(NR_close, wake_fd);
  return (i32)bad;
}

/* Gives the program to the thread and returns at once; lm_settle tells when it is done. */
EXPORT i32 lm_submit(struct session *s, u8 *program, u32 size, u8 *observation, u32 observation_bytes) {
  if (!s) return -EFAULT;
  if (!is_session(s) || !s->tid) return -EINVAL;
  if (s->busy) return -EBUSY;
  i64 bad = check_call(program, size, observation, observation_bytes);
  if (bad) return (i32)bad;
  s->program = program;
  s->observation = observation;
  s->observation_bytes = observation_bytes;
  return (i32)give_order(s, ORDER_RUN);
}

/* A program will come soon: the thread, if it sleeps, may start to wake while the caller is still planning. */
EXPORT i32 lm_ready(struct session *s) {
  if (!s) return -EFAULT;
  if (!is_session(s) || !s->tid) return -EINVAL;
  if (s->busy) return -EBUSY;
  s->soon = 1;
  return (i32)ring(s);
}

/* 1 when the thread is done. Else, after sleeping for so many microseconds at most, 0: it will write its byte then,
   and a byte may also come from an earlier time, so ask again when there is one. */
EXPORT i32 lm_settle(struct session *s, u32 limit) {
  if (!s) return -EFAULT;
  if (!is_session(s)) return -EINVAL;
  return (i32)settle(s, limit);
}

/* How many descriptor registers are full, plus one if the thread stands in a directory that it was sent to. */
EXPORT i32 lm_held(const struct session *s) {
  if (!s) return -EFAULT;
  if (!is_session(s)) return -EINVAL;
  return (i32)(held_for_now(s) + (s->moved ? 1 : 0));
}

/* Which of the 32 registers from 960 on stay full from now on when the others are closed. */
EXPORT i32 lm_keep(struct session *s, u32 kept) {
  if (!is_session(s)) return -EINVAL;
  return s->busy ? -EBUSY : (s->kept = kept, 0);
}

/* lm_reset on the session's thread, where closing may take its time; then it leaves its directory. */
EXPORT i32 lm_clear(struct session *s) {
  if (!s) return -EFAULT;
  if (!is_session(s) || !s->tid) return -EINVAL;
  if (s->busy) return -EBUSY;
  return (i32)give_order(s, ORDER_CLEAR);
}

/* Writes to a register's descriptor, for what is written before every program: the record of a run. */
EXPORT i32 lm_write(struct session *s, u32 at, const u8 *bytes, u32 size) {
  if (!s || !bytes) return -EFAULT;
  if (!is_session(s) || at >= REGISTERS) return -EINVAL;
  if (s->busy) return -EBUSY;
  if (!s->fd[at]) return -EBADF;
  return (i32)sys3(NR_write, s->fd[at] - 1, bytes, size);
}

/* Closes every descriptor register and forgets the mount ids. */
EXPORT i32 lm_reset(struct session *s) {
  if (!s) return -EFAULT;
  if (!is_session(s)) return -EINVAL;
  if (s->busy) return -EBUSY;
  clear_session(s);
  return 0;
}

/* Ends the thread and closes its wake_fd; -EBUSY while it is stuck in a system call. */
EXPORT i32 lm_stop(struct session *s) {
  if (!s) return -EFAULT;
  if (!is_session(s)) return -EINVAL;
  if (s->wake < 0) return 0; /* there is none */
  return (i32)stop_thread(s);
}

/* The session's thread makes a child in a mount namespace of its own, with `user` also in a user namespace, which
   makes the directory `place`, a NUL at its end and there as long as the session is. `answer` is a struct outcome;
   lm_result tells whether it was given. */
EXPORT i32 lm_enclose(struct session *s, u8 *place, u32 size, i32 user, u8 *answer) {
  if (!s || !place) return -EFAULT;
  if (!is_session(s) || size == 0 || place[size - 1]) return -EINVAL;
  if (s->signals >= 0) return -EBUSY; /* one child a session */
  sys4(NR_rt_sigprocmask, SIG_SETMASK, 0, &s->mask, 8);
  return (i32)ask(s, ORDER_ENCLOSE, user != 0, place, size, answer, sizeof(struct outcome));
}

/* Asks the child: to carry out a program, to run a command, to let go of its registers, or to end. */
EXPORT i32 lm_ask(struct session *s, u32 what, u8 *bytes, u32 size, u8 *answer, u32 room) {
  if (!s) return -EFAULT;
  if (!is_session(s)) return -EINVAL;
  return (i32)ask(s, ORDER_ASK, what, bytes, size, answer, room);
}

/* What came of lm_enclose or lm_ask, when it is settled. */
EXPORT i32 lm_result(const struct session *s) {
  if (!s) return -EFAULT;
  return is_session(s) ? s->result : -EINVAL;
}

/* Tells the child that this process got a signal which its command is to get, too; also while it is being asked. */
EXPORT i32 lm_signal(struct session *s, u32 signal) {
  if (!s) return -EFAULT;
  if (!is_session(s) || s->signals < 0 || signal == 0 || signal > 64) return -EINVAL;
  u8 byte = (u8)signal;
  return (i32)sys6(NR_sendto, (u64)s->signals, (u64)&byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT, 0, 0);
}
