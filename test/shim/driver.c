/* The shim as a program of its own, for a processor that only an emulator has: reads programs from its standard input
   and writes what the shim answers. Built by aarch64.test.ts. */
#include "../../host/linux/shim.c"

enum { MOST = 1 << 20, CHECK = 0, RUN = 1, RESET = 2, TASK = 3, COMMAND = 4, CLONE_FS = 0x200 };

static struct session session;
static u8 program[MOST] __attribute__((aligned(8)));
static u8 observation[MOST] __attribute__((aligned(8)));

static void end(i64 code) {
  for (;;) sys1(94, code); /* exit_group */
}

static void transfer(i64 call, int fd, void *bytes, u64 length) {
  u8 *at = bytes;
  while (length) {
    i64 n = sys3(call, fd, at, length);
    if (n <= 0) end(n == 0 && at == bytes && call == NR_read ? 0 : 1);
    at += n;
    length -= (u64)n;
  }
}

static void tell(void *argument) { *(volatile i32 *)argument = 42; }

/* Starts a task as a session does, but with CLONE_FS, without which the emulator knows no threads. */
static i32 start_task(void) {
  static u8 stack[16384] __attribute__((aligned(16)));
  static volatile i32 told, tid;
  i64 moment[2] = {0, 1000000};
  u64 flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_PARENT_SETTID |
              CLONE_CHILD_CLEARTID;
  i64 r = clone_quiet(flags, stack + sizeof stack, (i32 *)&tid, tell, (void *)&told);
  if (r < 0) return (i32)r;
  for (int i = 0; i < 5000 && tid; i++) sys2(NR_nanosleep, moment, 0);
  return tid ? -EBUSY : told;
}

/* Runs a command as a process in an enclosure does; the emulator cannot make that one. Answers as wait4 does. */
static i32 command(u32 size) {
  struct outcome *o = (struct outcome *)observation;
  u64 all = ~0ull; /* as the thread that makes the process has it */
  i32 control[2], signals[2];
  sys4(NR_rt_sigprocmask, SIG_SETMASK, &all, 0, 8);
  i64 r = pair_sockets(control);
  if (r == 0) r = pair_sockets(signals);
  if (r < 0) return (i32)r;
  session.child = -1;
  session.control = control[0];
  session.signals = signals[0];
  memset(o, 0, sizeof *o);
  r = run_command(&session, program, size, o, sizeof *o);
  return r < 0 ? (i32)r : o->error ? -(i32)o->error : (i32)o->status;
}

/* Request: what to do, bytes of the program, bytes of its observation, program. Answer: result, observation. */
void _start(void) {
  lm_init(&session);
  for (;;) {
    u32 request[3];
    i32 result;
    transfer(NR_read, 0, request, sizeof request);
    if (request[1] > MOST || request[2] > MOST) end(2);
    transfer(NR_read, 0, program, request[1]);
    if (request[0] == CHECK) result = lm_check(program, request[1], request[2]);
    else if (request[0] == RUN) result = lm_run(&session, program, request[1], observation, request[2]);
    else if (request[0] == COMMAND) result = command(request[1]);
    else result = request[0] == TASK ? start_task() : lm_reset(&session);
    transfer(NR_write, 1, &result, sizeof result);
    transfer(NR_write, 1, observation, request[0] == RUN && result == 0 ? request[2] : 0);
  }
}
