/* The shim as a program of its own, for a processor that only an emulator has: reads programs from its standard input
   and writes what the shim answers. Built by aarch64.test.ts. */
#include "../../host/linux/shim.c"

enum { MOST = 1 << 20, CHECK = 0, RUN = 1, RESET = 2 };

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
    else result = lm_reset(&session);
    transfer(NR_write, 1, &result, sizeof result);
    transfer(NR_write, 1, observation, request[0] == RUN && result == 0 ? request[2] : 0);
  }
}
