/* A kernel that answers anything: the shim's system calls come here. It reads and writes what the real one would, where
   AddressSanitizer sees it, and keeps a table of descriptors. */
#ifndef LM_FUZZ_KERNEL_H
#define LM_FUZZ_KERNEL_H

enum { DESCRIPTORS = 4096, FIRST_DESCRIPTOR = 3, CALLS_MOST = 20000 };

static u8 is_open[DESCRIPTORS];
static u32 open_count, calls;

static const i32 errnos[] = {1, 2, 4, 5, 9, 11, 13, 16, 17, 20, 22, 40, 75, 95, 107, 116};

static i64 fake_some_error(void) { return -(i64)errnos[below(sizeof errnos / sizeof *errnos)]; }

static void broken(const char *what) {
  fprintf(stderr, "broken: %s\n", what);
  abort();
}

static i64 fake_new_descriptor(void) {
  u32 fd = once(30) ? 1000 + below(DESCRIPTORS - 1000) : FIRST_DESCRIPTOR;
  while (fd < DESCRIPTORS && is_open[fd]) fd++;
  if (fd == DESCRIPTORS) return -24; /* EMFILE */
  is_open[fd] = 1;
  open_count++;
  return fd;
}

static i64 fake_close_descriptor(u64 fd) {
  if (fd >= DESCRIPTORS || !is_open[fd]) broken("a descriptor is closed that is not open");
  is_open[fd] = 0;
  open_count--;
  return once(20) ? -EINTR : 0;
}

/* As the kernel reads a string: to its end. A hole that is filled later may have none of ours. */
static void fake_read_string(u64 at) {
  if (at && strlen((const char *)at) > ROOM_MOST) broken("a string without an end");
}

static void fake_read_bytes(u64 at, u64 size) {
  volatile u8 sum = 0;
  for (u64 i = 0; i < size; i++) sum ^= ((const u8 *)at)[i];
}

static const char fake_lines[] =
    "21 1 0:20 / /a rw - overlay overlay rw,lowerdir=/proc/self/fd/3/a:/proc/self/fd/4\n7 1 0:1 / /\n";

/* Answers of all lengths that fit: text with descriptors in it, lines of mountinfo, or noise. */
static i64 fake_write_answer(u64 at, u64 room) {
  u64 size = room ? (once(3) ? room : below((u32)room + 1)) : 0;
  u32 kind = below(3);
  for (u64 i = 0; i < size; i++) {
    u64 from = (i + kind) % (sizeof fake_lines - 1);
    ((u8 *)at)[i] = kind ? (u8)fake_lines[from] : (u8)below(256);
  }
  return (i64)size;
}

static i64 fake_write_whole(u64 at, u64 size) {
  for (u64 i = 0; i < size; i++) ((u8 *)at)[i] = (u8)below(256);
  return 0;
}

static i64 fake_statmount(u64 at, u64 room) {
  fake_write_answer(at, room);
  u32 size = once(8) ? below(0xffffffffu) : below((u32)room + 1);
  if (room >= 4) memcpy((void *)at, &size, 4);
  return 0;
}

/* What makes a descriptor; some of its answers fail as anything may. */
static i64 fake_opening(void) { return once(5) ? fake_some_error() : fake_new_descriptor(); }

static i64 sys6(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
  (void)f;
  if (++calls > CALLS_MOST) broken("system calls without an end");
  switch (number) {
    case NR_close: return fake_close_descriptor(a);
    case NR_openat: fake_read_string(b); return fake_opening();
    case NR_openat2: fake_read_string(b); fake_read_bytes(c, d); return fake_opening();
    case NR_open_tree: fake_read_string(b); return fake_opening();
    case NR_fsopen: fake_read_string(a); return fake_opening();
    case NR_fsmount: case NR_signalfd4: return fake_opening();
    case NR_mmap: return (i64)calloc(1, b);
    case NR_munmap: free((void *)a); return 0;
    case NR_getpid: case NR_getppid: return 7;
    case NR_wait4: if (b) *(u32 *)b = once(4) ? 9 : 0; return once(3) ? -EINTR : (i64)a;
    case NR_rt_sigprocmask: return d == 8 && c ? fake_write_whole(c, 8) : 0;
  }
  /* A sleep, and whatever waits, is told to go on: an interrupted one is begun again. */
  if (once(6)) return number == NR_nanosleep || number == NR_execve ? -EINTR : fake_some_error();
  switch (number) {
    case NR_read: return fake_write_answer(b, c);
    case NR_getdents64: return fake_write_answer(b, c);
    case NR_readlinkat: fake_read_string(b); return fake_write_answer(c, d);
    case NR_statx: fake_read_string(b); fake_write_whole(e, 256); return 0;
    case NR_fstatfs: return fake_write_whole(b, 120);
    case NR_statmount: fake_read_bytes(a, 24); return fake_statmount(b, c);
    case NR_write: fake_read_bytes(b, c); return (i64)c;
    case NR_mkdirat: case NR_unlinkat: case NR_fchownat: fake_read_string(b); return 0;
    case NR_renameat2: case NR_move_mount: fake_read_string(b); fake_read_string(d); return 0;
    case NR_mount: fake_read_string(a); fake_read_string(b); fake_read_string(c); fake_read_string(e); return 0;
    case NR_umount2: case NR_chdir: fake_read_string(a); return 0;
    case NR_mount_setattr: fake_read_string(b); fake_read_bytes(d, e); return 0;
    case NR_fsconfig: fake_read_string(c); fake_read_string(d); return 0;
    case NR_execve: return -ENOENT; /* the other answer is that it does not return */
    case NR_ppoll: return 0;
    default: return 0;
  }
}

/* A task of its own is a call here: both share all memory anyway. */
static i64 sys_clone(u64 flags, void **top, i32 *tid, void (*function)(void *), void *argument) {
  (void)flags; (void)top; (void)tid;
  if (once(10)) return fake_some_error();
  function(argument);
  return 7;
}

#endif
