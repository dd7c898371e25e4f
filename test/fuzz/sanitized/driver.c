/* `CORPUS run DOOR SEED RUNS MILLISECONDS PROGRESS`, `CORPUS input DOOR SEED NUMBER`, `CORPUS again DOOR SEED FILE`:
   the shim's check of programs and of commands, and carrying out whatever is accepted, with sanitizers. */
/* The shim knows no header of the C library, whose names would be its own. Its system calls are made in kernel.h. */
#define memset lm_memset
#define memcpy lm_memcpy
#define sys6 real_sys6
#define sys_clone real_clone
#include "arch.h"
#undef sys6
#undef sys_clone
static i64 sys6(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f);
static i64 sys_clone(u64 flags, void **top, i32 *tid, void (*function)(void *), void *argument);
#include "shim.c"
#undef memset
#undef memcpy

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "programs.h"
#include "kernel.h"

enum { CORPUS_MOST = 64 };

static struct input corpus[CORPUS_MOST];
static u32 corpus_count;
static struct session session;

static u8 *whole_file(const char *path, u32 *size) {
  FILE *file = fopen(path, "rb");
  if (!file) abort();
  fseek(file, 0, SEEK_END);
  *size = (u32)ftell(file);
  rewind(file);
  u8 *bytes = malloc(*size + 1);
  if (fread(bytes, 1, *size, file) != *size) abort();
  fclose(file);
  return bytes;
}

static void read_corpus(const char *path) {
  u32 size;
  u8 *bytes = whole_file(path, &size);
  for (u32 at = 0; at < size && corpus_count < CORPUS_MOST;) {
    struct input in = {INPUT_PROGRAM, 0, 0, 0};
    memcpy(&in.room, bytes + at, 4);
    memcpy(&in.size, bytes + at + 4, 4);
    in.bytes = malloc(in.size);
    memcpy(in.bytes, bytes + at + 8, in.size);
    corpus[corpus_count++] = in;
    at += 8 + in.size;
  }
  free(bytes);
}

static struct input copied(const struct input *original) {
  struct input in = *original;
  in.bytes = malloc(in.size ? in.size : 1);
  memcpy(in.bytes, original->bytes, in.size);
  return in;
}

static struct input input_of(u32 seed, u32 number) {
  random_state = seed * 0x9e3779b1u ^ (number + 1) * 0x85ebca6bu;
  u32 kind = below(8);
  struct input in = kind == 0 ? made_command() : kind < 3 ? copied(&corpus[below(corpus_count)]) : made_program();
  if (!once(3)) spoil(&in);
  if (once(8) && in.kind == INPUT_PROGRAM) in.room += 8 * below(5) - 16;
  if (in.room > ROOM_MOST) in.room = ROOM_MOST;
  return in;
}

/* Registers as an earlier program left them. */
static void begin_session(void) {
  lm_init(&session);
  session.child = session.control = session.signals = -1;
  for (u32 i = 0; i < 4; i++) {
    session.fd[i] = (i32)fake_new_descriptor() + 1;
    session.id[i] = 1 + below(30);
    session.held++;
  }
}

enum came { REFUSED, CARRIED_OUT, STOPPED, COMMAND_REFUSED, COMMAND_RUN, ANSWERS };
static const char *const answer_names[] = {"refused", "carried out", "stopped", "command refused", "command run"};

static enum came answer_to(struct input *in) {
  enum came came;
  calls = 0;
  begin_session();
  u8 *out = calloc(1, in->room ? in->room : 1), *before = malloc(in->size ? in->size : 1);
  memcpy(before, in->bytes, in->size);
  if (in->kind == INPUT_COMMAND) {
    i64 r = run_command(&session, in->bytes, in->size, (struct outcome *)out, in->room);
    came = r == -EBADMSG ? COMMAND_REFUSED : COMMAND_RUN;
  } else {
    i32 bad = lm_check(in->bytes, in->size, in->room);
    i32 ran = lm_run(&session, in->bytes, in->size, out, in->room);
    if (bad != ran) broken("what the check says is not what happens");
    came = bad ? REFUSED : ((struct answer *)out)->err ? STOPPED : CARRIED_OUT;
    if (!bad && ((struct answer *)out)->done > ((struct header *)before)->count) broken("more was done than there is");
    if (memcmp(before, in->bytes, in->size)) broken("a program is changed by carrying it out");
    if (session.held != open_count) broken("a descriptor is open that no register holds");
  }
  lm_reset(&session);
  if (open_count) broken("a descriptor is open after all were let go");
  free(out);
  free(before);
  free(in->bytes);
  return came;
}

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long resident(void) {
  long pages = 0, unused = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file && fscanf(file, "%ld %ld", &unused, &pages) != 2) pages = 0;
  if (file) fclose(file);
  return pages * sysconf(_SC_PAGESIZE);
}

static void run(u32 seed, u32 runs, double milliseconds, const char *progress) {
  int fd = open(progress, O_RDWR);
  volatile u32 *at = mmap(0, 4, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED) abort();
  close(fd);
  u32 counts[ANSWERS] = {0}, number = 0;
  long before = resident();
  double begin = seconds_now(), slowest = 0;
  for (; number < runs && (seconds_now() - begin) * 1000 <= milliseconds; number++) {
    *at = number;
    if (number == runs / 10) before = resident();
    struct input in = input_of(seed, number);
    double from = seconds_now();
    counts[answer_to(&in)]++;
    if (seconds_now() - from > slowest) slowest = seconds_now() - from;
  }
  printf("{\"inputs\":%u,\"answers\":{", number);
  for (u32 i = 0; i < ANSWERS; i++) printf("%s\"%s\":%u", i ? "," : "", answer_names[i], counts[i]);
  printf("},\"seconds\":%f,\"slowest\":%f,\"heap\":0,\"resident\":%ld,\"missing\":[", seconds_now() - begin,
         slowest * 1000,
         resident() - before);
  for (u32 i = 0, any = 0; i < ANSWERS; i++)
    if (!counts[i]) printf("%s\"%s\"", any++ ? "," : "", answer_names[i]);
  printf("]}\n");
}

static void again(const char *path) {
  u32 size, head[3];
  u8 *bytes = whole_file(path, &size);
  memcpy(head, bytes, sizeof head);
  struct input in = {head[0], head[1], size - (u32)sizeof head, malloc(size)};
  memcpy(in.bytes, bytes + sizeof head, in.size);
  in.bytes = realloc(in.bytes, in.size ? in.size : 1);
  free(bytes);
  random_state = head[2];
  puts(answer_names[answer_to(&in)]);
}

int main(int count, char **arguments) {
  if (count < 6) return 2;
  read_corpus(arguments[1]);
  u32 seed = (u32)strtoul(arguments[4], 0, 10), number = (u32)strtoul(arguments[5], 0, 10);
  if (arguments[2][0] == 'r' && count == 8) run(seed, number, strtod(arguments[6], 0), arguments[7]);
  else if (arguments[2][0] == 'a') again(arguments[5]);
  else {
    struct input in = input_of(seed, number);
    /* What the kernel answers follows from the state that the input leaves. */
    u32 head[3] = {in.kind, in.room, random_state};
    fwrite(head, 1, sizeof head, stdout);
    fwrite(in.bytes, 1, in.size, stdout);
    free(in.bytes);
  }
  for (u32 i = 0; i < corpus_count; i++) free(corpus[i].bytes);
  return 0;
}
