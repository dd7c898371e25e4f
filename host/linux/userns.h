/* A user namespace as a descriptor: for id-mapped mounts nobody has to live in it (runtime.md §3). */
#ifndef LM_USERNS_H
#define LM_USERNS_H

#include "task.h"

enum { NEW_USER = 0x10000000, NS_PDEATHSIG = 1, NS_SIGKILL = 9, O_WRITE_ONLY = 1 };
/* How long the child waits to be killed, should nobody be left to do it. */
enum { NS_SECONDS = 10 };

/* "/proc/", a process, a slash and a name. */
static void proc_path(u8 *to, u32 pid, const char *name) {
  const char *head = "/proc/";
  while (*head) *to++ = (u8)*head++;
  to += write_digits(to, pid);
  *to++ = '/';
  while (*name) *to++ = (u8)*name++;
  *to = 0;
}

/* The child: it shares memory and descriptors, and lives until its namespace has a descriptor. Raw calls only. */
static void stay(void *argument) {
  sys2(NR_prctl, NS_PDEATHSIG, NS_SIGKILL);
  if (sys1(NR_getppid, 0) != (i64)(u64)argument) return; /* nobody is left who would kill it */
  i64 time[2] = {NS_SECONDS, 0};
  sys2(NR_nanosleep, time, 0);
}

static u32 text_bytes(const u8 *text) {
  u32 n = 0;
  while (text[n]) n++;
  return n;
}

/* A map is one write: the kernel takes no second one. */
static i64 write_whole(u32 pid, const char *name, const u8 *map) {
  u8 path[32];
  proc_path(path, pid, name);
  i64 fd = sys4(NR_openat, (u64)AT_FDCWD, path, O_WRITE_ONLY | CLOEXEC, 0);
  if (fd < 0) return fd;
  u32 size = text_bytes(map);
  i64 written = sys3(NR_write, fd, map, size);
  sys1(NR_close, fd);
  if (written < 0) return written;
  return written == size ? 0 : -EIO;
}

static i64 open_userns(u32 pid, const u8 *uidmap, const u8 *gidmap) {
  u8 path[32];
  i64 bad = write_whole(pid, "uid_map", uidmap);
  if (!bad) bad = write_whole(pid, "gid_map", gidmap);
  if (bad) return bad;
  proc_path(path, pid, "ns/user");
  return sys4(NR_openat, (u64)AT_FDCWD, path, CLOEXEC, 0);
}

/* Exit signal 0: no SIGCHLD that the process could see, and only __WALL reaps it. */
static i64 make_userns(struct session *s, const u8 *uidmap, const u8 *gidmap) {
  u64 top = (u64)(s->stack + sizeof s->stack) & ~15ull;
  u64 self = (u64)sys1(NR_getpid, 0);
  i64 pid = clone_quiet(CLONE_VM | CLONE_FILES | NEW_USER, (void *)top, 0, stay, (void *)self);
  if (pid < 0) return pid;
  i64 fd = open_userns((u32)pid, uidmap, gidmap);
  sys2(NR_kill, pid, NS_SIGKILL);
  i64 waited;
  do waited = sys4(NR_wait4, pid, 0, WALL, 0);
  while (waited == -EINTR);
  return fd;
}

#endif
