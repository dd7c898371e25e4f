/* A child process in a mount namespace of its own, and where asked for in a user namespace: a process with threads
   cannot enter one, and a thread alone would leave the others behind. It has one thread, a copy of our memory that
   nobody else may look into, and only sockets to us: it carries programs out and runs commands until we are gone. */
#ifndef LM_ENCLOSURE_H
#define LM_ENCLOSURE_H

#include "command.h"

enum { CLONE_NEWNS = 0x20000, CLONE_NEWUSER = 0x10000000, MS_REC = 0x4000, MS_PRIVATE = 0x40000 };
enum { PR_SET_DUMPABLE = 4, F_GETFD = 1, O_DIRECTORY = 0x10000, O_PATH = 0x200000, MNT_DETACH = 2, NOFOLLOW = 8 };
enum { REMOVEDIR = 0x200 };

/* What exec would do: whatever is close-on-exec goes, but the sockets to us. */
static i64 close_inherited(struct session *s) {
  i64 directory = sys4(NR_openat, AT_FDCWD, "/proc/self/fd", open_flags(O_DIRECTORY) | CLOEXEC, 0);
  if (directory < 0) return directory;
  i64 n;
  while ((n = sys3(NR_getdents64, directory, s->scratch, sizeof s->scratch)) > 0) {
    for (i64 at = 0; at < n; at += *(u16 *)(s->scratch + at + 16)) {
      const u8 *name = s->scratch + at + 19;
      i32 fd = 0;
      if (*name < '0' || *name > '9') continue;
      for (; *name; name++) fd = fd * 10 + (*name - '0');
      if (fd == s->control || fd == s->signals || fd == (i32)directory) continue;
      if (sys2(NR_fcntl, fd, F_GETFD) == 1) sys1(NR_close, fd);
    }
  }
  sys1(NR_close, directory);
  return n;
}

/* Stands where our process stands. Before the new namespace is made: then it is the same place there. One that may
   not be entered any more is a matter of commands that would start there. */
static i64 stand_with(i32 process, int *denied) {
  u8 path[32] = "/proc/";
  u32 at = 6 + write_digits(path + 6, (u32)process);
  memcpy(path + at, "/cwd", 5);
  i64 r = sys1(NR_chdir, path);
  *denied = r == -EACCES;
  return *denied ? 0 : r;
}

static i64 write_file(const char *path, const u8 *text, u32 length) {
  i64 fd = sys4(NR_openat, AT_FDCWD, path, 1 | CLOEXEC, 0);
  if (fd < 0) return fd;
  i64 r = sys3(NR_write, fd, text, length);
  sys1(NR_close, fd);
  return r < 0 ? r : 0;
}

/* The caller's id is 0 inside: all that an ordinary user may map. */
static i64 write_map(const char *path, u32 id) {
  u8 text[16] = "0 ";
  u32 length = 2 + write_digits(text + 2, id);
  memcpy(text + length, " 1", 2);
  return write_file(path, text, length + 2);
}

static i64 write_maps(u32 uid, u32 gid) {
  i64 r = write_file("/proc/self/setgroups", (const u8 *)"deny", 4);
  if (r == 0 || r == -ENOENT) r = write_map("/proc/self/uid_map", uid);
  return r < 0 ? r : write_map("/proc/self/gid_map", gid);
}

/* Handlers would run in a copy of the program that has set them. What is ignored stays so, also for a command. */
static void forget_handlers(void) {
  u64 action[4];
  for (u32 n = 1; n <= 64; n++) {
    if (sys4(NR_rt_sigaction, n, 0, action, 8) == 0 && (action[0] > SIG_IGN || n == SIGCHLD)) set_default(n);
  }
}

static i64 enter(struct session *s, int user, struct outcome *o) {
  u32 uid = (u32)sys1(NR_geteuid, 0), gid = (u32)sys1(NR_getegid, 0);
  forget_handlers();
  s->awaited = AWAITED_NOT;
  s->wake = -1;
  o->stage = STAGE_PROC;
  i64 r = close_inherited(s);
  int denied = 0;
  if (r == 0) r = stand_with(s->outside, &denied);
  if (r < 0) return r;
  o->stage = STAGE_NAMESPACE;
  if ((r = sys1(NR_unshare, CLONE_NEWNS | (user ? CLONE_NEWUSER : 0))) < 0) return r;
  o->stage = STAGE_MAPS;
  if (user && (r = write_maps(uid, gid)) < 0) return r;
  o->stage = STAGE_PRIVATE;
  if ((r = sys5(NR_mount, 0, "/", 0, MS_REC | MS_PRIVATE, 0)) < 0) return r;
  if (!denied && (r = sys4(NR_openat, AT_FDCWD, ".", O_PATH | CLOEXEC, 0)) < 0) return r;
  s->child = denied ? -1 : (i32)r; /* from here on: where commands start */
  leave_directory(s);
  /* Nobody inside may look into a copy of our memory. */
  sys2(NR_prctl, PR_SET_DUMPABLE, 0);
  o->stage = STAGE_PLACE;
  return sys3(NR_mkdirat, AT_FDCWD, s->place, 0700);
}

/* Nothing of ours is left outside: what is still mounted goes with whoever uses it. */
static i64 leave_place(struct session *s) {
  clear_session(s);
  leave_directory(s);
  for (int i = 0; i < 64 && sys2(NR_umount2, s->place, MNT_DETACH | NOFOLLOW) == 0; i++) {}
  i64 r = sys3(NR_unlinkat, AT_FDCWD, s->place, REMOVEDIR);
  return r == -ENOENT ? 0 : r; /* the command may have removed it */
}

static i64 answer_run(struct session *s, u8 *program, u32 size, u8 *observation, u32 room) {
  i64 bad = check_program(program, size, room);
  if (bad) return bad;
  run_program(s, program, observation, room, 1);
  if (s->moved) leave_directory(s);
  return 0;
}

/* One question. False when it was the last one. */
static int serve_one(struct session *s) {
  struct question q;
  struct reply reply = {0, 0};
  if (receive_all(s->control, &q, sizeof q) < 0) return 0;
  u32 at = (q.size + 8) & ~7u;
  u64 bytes = (u64)at + q.room;
  i64 memory = map_memory(bytes);
  if (memory < 0) return 0;
  u8 *given = (u8 *)memory, *room = given + at;
  if (receive_all(s->control, given, q.size) < 0) return 0;
  if (q.what == ASK_RUN) reply.result = (i32)answer_run(s, given, q.size, room, q.room);
  if (q.what == ASK_COMMAND) reply.result = (i32)run_command(s, given, q.size, (struct outcome *)room, q.room);
  if (q.what == ASK_CLEAR) clear_session(s);
  if (q.what == ASK_END) reply.result = (i32)leave_place(s);
  reply.size = reply.result < 0 ? 0 : q.room;
  int sent = send_all(s->control, &reply, sizeof reply) == 0 && send_all(s->control, room, reply.size) == 0;
  sys2(NR_munmap, memory, bytes);
  if (q.what == ASK_END) sys1(NR_exit_group, 0);
  return sent;
}

/* The whole life of the child; it never returns. */
static void live_enclosed(struct session *s, int user) {
  struct outcome o = {0, 0, 0, 0};
  i64 r = enter(s, user, &o);
  if (r < 0) o.error = (u32)-r;
  else o.stage = 0;
  if (send_all(s->control, &o, sizeof o) == 0 && r >= 0)
    while (serve_one(s)) {}
  if (r >= 0) leave_place(s);
  sys1(NR_exit_group, r < 0);
}

#endif
