/* A command that is run in an enclosure: started, sent signals, waited for. */
#ifndef LM_COMMAND_H
#define LM_COMMAND_H

#include "signals.h"

enum { PR_SET_PDEATHSIG = 1, POLLIN = 1, WNOHANG = 1, WUNTRACED = 2, WCONTINUED = 8, CONTINUED = 0xffff };
enum {
  STAGE_CHILD = 1, STAGE_PROC, STAGE_NAMESPACE, STAGE_MAPS, STAGE_PRIVATE, STAGE_PLACE, STAGE_DIRECTORY, STAGE_COMMAND
};

/* How far it came: a stage and its errno, or 0 and what wait4 gave. */
struct outcome {
  u32 stage, error, status, zero;
};

/* STOPS: our process stops when the command does. */
enum { ORDER_DIRECTORY = 1, ORDER_STOPS = 2 };

/* Followed by strings: the directory if there is one, the paths to try, the arguments, the environment. */
struct order {
  u32 flags, paths, arguments, variables;
};

struct start {
  i32 standing, parent;
  u8 *directory, **paths, **arguments, **environment;
  u64 mask;
  volatile u32 stage, error;
};

/* As execvp(3): what is not there is passed over, what may not be run is remembered, and a text without #! is given to
   the shell. */
static i64 execute(struct start *c) {
  i64 denied = 0, r = -ENOENT;
  for (u8 **path = c->paths; *path; path++) {
    r = sys3(NR_execve, *path, c->arguments, c->environment);
    if (r == -ENOEXEC) {
      u8 **shell = c->arguments - 1; /* there is room for one more in front */
      shell[0] = (u8 *)"/bin/sh";
      shell[1] = *path;
      return sys3(NR_execve, "/bin/sh", shell, c->environment);
    }
    if (r == -EACCES) denied = r;
    else if (r != -ENOENT && r != -ENOTDIR && r != -ESTALE && r != -ENODEV && r != -ETIMEDOUT) return r;
  }
  return denied ? denied : r;
}

/* The new process until it is the command. It shares our memory; every handler has been forgotten. */
static void become_command(void *argument) {
  struct start *c = argument;
  sys2(NR_prctl, PR_SET_PDEATHSIG, SIGKILL);
  if (sys1(NR_getppid, 0) != c->parent) sys1(NR_exit_group, 0); /* it had died before that */
  /* JavaScript runtimes ignore these two; a program expects them as they are by default. */
  set_default(SIGPIPE);
  set_default(SIGXFSZ);
  c->stage = STAGE_DIRECTORY;
  int absolute = c->directory && *c->directory == '/';
  i64 r = absolute ? 0 : c->standing < 0 ? -EACCES : sys1(NR_fchdir, c->standing);
  if (r == 0 && c->directory) r = sys1(NR_chdir, c->directory);
  if (r == 0) {
    c->stage = STAGE_COMMAND;
    sys4(NR_rt_sigprocmask, SIG_SETMASK, &c->mask, 0, 8);
    r = execute(c);
  }
  c->error = (u32)-r;
}

/* The strings in order. False where they do not end as they should. */
static int take_strings(u8 **to, u32 count, u8 **at, const u8 *end) {
  for (u32 i = 0; i < count; i++) {
    to[i] = *at;
    while (*at < end && **at) (*at)++;
    if (*at == end) return 0;
    (*at)++;
  }
  to[count] = 0;
  return 1;
}

/* What a shell sees of our process is what it would see of the command: it stops with it, and goes on with it. */
static void follow(struct session *s, u32 status, int *stopped) {
  int was = *stopped;
  *stopped = status != CONTINUED;
  if (*stopped) sys2(NR_kill, s->outside, SIGSTOP);
  else if (was) sys2(NR_kill, s->outside, SIGCONT);
}

/* Waits for the command, passes signals on, and ends it when we are gone. `changes` tells that something has become
   of it. */
static i64 attend(struct session *s, i64 command, int stops, i32 changes, u32 *status) {
  struct {
    i32 fd;
    u16 events, seen;
  } poll[3] = {{changes, POLLIN, 0}, {s->signals, POLLIN, 0}, {s->control, POLLIN, 0}};
  int stopped = 0;
  for (;;) {
    i64 r = sys4(NR_wait4, command, status, WNOHANG | WUNTRACED | WCONTINUED, 0);
    if (r == -EINTR) continue;
    int alive = *status == CONTINUED || (*status & 0xff) == 0x7f;
    if (r < 0 || (r > 0 && !alive)) {
      if (stops && stopped) sys2(NR_kill, s->outside, SIGCONT); /* it ended before we saw it go on */
      return r;
    }
    if (r > 0) {
      if (stops) follow(s, *status, &stopped);
      else stopped = *status != CONTINUED;
      continue;
    }
    sys5(NR_ppoll, poll, 3, 0, 0, 8);
    if (poll[0].seen) sys3(NR_read, changes, s->scratch, sizeof s->scratch);
    if (poll[1].seen) {
      u32 signal = next_signal(s);
      if (signal) pass_on(command, signal, stopped);
      else poll[1].fd = -1;
    }
    if (poll[2].seen) {
      sys2(NR_kill, command, SIGKILL);
      poll[2].fd = -1;
    }
  }
}

static i64 start_command(struct session *s, struct start *c, int stops, struct outcome *o) {
  for (u32 signal = next_signal(s); signal; signal = next_signal(s)) {
    if (signal == SIGCONT || is_ignored(signal)) continue;
    o->status = signal; /* as if it had ended the command */
    return 0;
  }
  u64 child = 1ull << (SIGCHLD - 1), top = (u64)(s->stack + sizeof s->stack) & ~15ull;
  i64 changes = sys4(NR_signalfd4, -1, &child, 8, CLOEXEC | 0x800 /* non-blocking */);
  i64 command = changes;
  if (changes >= 0) command = sys_clone(CLONE_VM | CLONE_VFORK | SIGCHLD, (void **)top, 0, become_command, c);
  forget_pending();
  o->stage = command < 0 ? STAGE_CHILD : c->stage;
  o->error = command < 0 ? (u32)-command : c->error;
  i64 r = command < 0 ? 0 : attend(s, command, stops, (i32)changes, &o->status);
  if (changes >= 0) sys1(NR_close, changes);
  if (!o->error) o->stage = 0;
  return r < 0 ? r : 0;
}

static i64 run_command(struct session *s, u8 *bytes, u32 size, struct outcome *o, u32 room) {
  const struct order *order = (const struct order *)bytes;
  if (size < sizeof *order || room < sizeof *o) return -EBADMSG;
  u64 strings = (u64)order->paths + order->arguments + order->variables + 1;
  u32 directories = order->flags & ORDER_DIRECTORY;
  if (order->flags > (ORDER_DIRECTORY | ORDER_STOPS) || order->arguments == 0 || strings > size) return -EBADMSG;
  i64 memory = map_memory((strings + 4) * sizeof(u8 *));
  if (memory < 0) return memory;
  struct start c;
  memset(&c, 0, sizeof c);
  c.standing = s->child;
  c.parent = (i32)sys1(NR_getpid, 0);
  c.mask = s->mask;
  c.paths = (u8 **)memory;
  c.arguments = c.paths + order->paths + 2;
  c.environment = c.arguments + order->arguments + 1;
  u8 *at = bytes + sizeof *order, *end = bytes + size, *directory[2];
  int whole = take_strings(directory, directories, &at, end) && take_strings(c.paths, order->paths, &at, end) &&
              take_strings(c.arguments, order->arguments, &at, end) &&
              take_strings(c.environment, order->variables, &at, end) && at == end;
  if (directories) c.directory = directory[0];
  i64 r = whole ? start_command(s, &c, (order->flags & ORDER_STOPS) != 0, o) : -EBADMSG;
  sys2(NR_munmap, memory, (strings + 4) * sizeof(u8 *));
  return r;
}

#endif
