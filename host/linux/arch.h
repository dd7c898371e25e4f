/* What differs between processors: the system call instruction, call numbers, flag values, starting a task.
   Freestanding: the shim has no libc, so it loads beside glibc and musl and never touches errno. */
#ifndef LM_ARCH_H
#define LM_ARCH_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef int i32;
typedef unsigned long long u64;
typedef long long i64;

/* Orders every memory access before it against every one after it; TinyCC has no __atomic builtins. */
#if defined(__x86_64__)

#define LM_FENCE() __asm__ volatile("mfence" ::: "memory")
#define LM_PAUSE() __asm__ volatile("pause" ::: "memory")

static i64 sys6(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
  i64 result;
  register u64 r10 __asm__("r10") = d;
  register u64 r8 __asm__("r8") = e;
  register u64 r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

/* clone(2) onto a stack of its own: the new task calls the function and ends; it never returns into our frames. */
static i64 sys_clone(u64 flags, void **top, i32 *tid, void (*function)(void *), void *argument) {
  i64 result;
  register u64 r10 __asm__("r10") = (u64)tid;
  register u64 r8 __asm__("r8") = 0;
  *--top = argument;
  *--top = (void *)function;
  __asm__ volatile("syscall\n\t"
                   "test %%rax, %%rax\n\t"
                   "jnz 1f\n\t"
                   "xor %%ebp, %%ebp\n\t"
                   "pop %%rax\n\t"
                   "pop %%rdi\n\t"
                   "call *%%rax\n\t"
                   "mov $60, %%eax\n\t"
                   "xor %%edi, %%edi\n\t"
                   "syscall\n"
                   "1:"
                   : "=a"(result)
                   : "a"(56), "D"(flags), "S"(top), "d"(tid), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return result;
}

enum {
  NR_read = 0, NR_write = 1, NR_close = 3, NR_mmap = 9, NR_mprotect = 10, NR_munmap = 11,
  NR_rt_sigprocmask = 14, NR_nanosleep = 35, NR_sendto = 44, NR_socketpair = 53,
  NR_wait4 = 61, NR_flock = 73, NR_chdir = 80, NR_fchdir = 81, NR_fstatfs = 138, NR_mount = 165, NR_umount2 = 166,
  NR_futex = 202, NR_getdents64 = 217, NR_clock_gettime = 228, NR_openat = 257, NR_mkdirat = 258,
  NR_unlinkat = 263, NR_readlinkat = 267, NR_ppoll = 271, NR_getcpu = 309, NR_renameat2 = 316, NR_statx = 332,
  NR_rt_sigaction = 13, NR_getpid = 39, NR_recvfrom = 45, NR_clone = 56, NR_execve = 59, NR_kill = 62, NR_fcntl = 72,
  NR_geteuid = 107, NR_getegid = 108, NR_getpgid = 121, NR_rt_sigtimedwait = 128, NR_prctl = 157,
  NR_exit_group = 231, NR_unshare = 272, NR_getppid = 110, NR_signalfd4 = 289, NR_fchownat = 260
};

/* Programs carry open flags with the values of x86-64. */
static u64 open_flags(u32 flags) { return flags; }

#elif defined(__aarch64__)

#define LM_FENCE() __asm__ volatile(".long 0xd5033bbf" ::: "memory") /* dmb ish */
#define LM_PAUSE() __asm__ volatile(".long 0xd503203f" ::: "memory") /* yield */

/* Functions of their own, instructions as numbers: TinyCC's assembler for this processor knows neither these
   instructions nor operands. */
#define HIDDEN __attribute__((visibility("hidden")))
HIDDEN i64 lm_call(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f);
HIDDEN i64 lm_clone(u64 flags, void **top, i32 *tid);

__asm__(".text\n\t"
        ".globl lm_call\n"
        "lm_call:\n\t"
        ".long 0xaa0003e8\n\t" /* mov x8, x0 */
        ".long 0xaa0103e0\n\t" /* mov x0, x1 */
        ".long 0xaa0203e1\n\t" /* mov x1, x2 */
        ".long 0xaa0303e2\n\t" /* mov x2, x3 */
        ".long 0xaa0403e3\n\t" /* mov x3, x4 */
        ".long 0xaa0503e4\n\t" /* mov x4, x5 */
        ".long 0xaa0603e5\n\t" /* mov x5, x6 */
        ".long 0xd4000001\n\t" /* svc #0 */
        ".long 0xd65f03c0\n\t" /* ret */
        ".globl lm_clone\n"
        "lm_clone:\n\t"
        ".long 0xd2800003\n\t" /* mov x3, #0 */
        ".long 0xaa0203e4\n\t" /* mov x4, x2 */
        ".long 0xd2801b88\n\t" /* mov x8, #220 (clone) */
        ".long 0xd4000001\n\t" /* svc #0 */
        ".long 0xb50000e0\n\t" /* cbnz x0, the last ret */
        ".long 0xd280001d\n\t" /* mov x29, #0 */
        ".long 0xa8c103e1\n\t" /* ldp x1, x0, [sp], #16 */
        ".long 0xd63f0020\n\t" /* blr x1 */
        ".long 0xd2800ba8\n\t" /* mov x8, #93 (exit) */
        ".long 0xd2800000\n\t" /* mov x0, #0 */
        ".long 0xd4000001\n\t" /* svc #0 */
        ".long 0xd65f03c0\n");  /* ret */

#define sys6 lm_call

static i64 sys_clone(u64 flags, void **top, i32 *tid, void (*function)(void *), void *argument) {
  *--top = argument;
  *--top = (void *)function;
  return lm_clone(flags, top, tid);
}

enum {
  NR_read = 63, NR_write = 64, NR_close = 57, NR_mmap = 222, NR_mprotect = 226, NR_munmap = 215,
  NR_rt_sigprocmask = 135, NR_nanosleep = 101, NR_sendto = 206, NR_socketpair = 199,
  NR_wait4 = 260, NR_flock = 32, NR_chdir = 49, NR_fchdir = 50, NR_fstatfs = 44, NR_mount = 40, NR_umount2 = 39,
  NR_futex = 98, NR_getdents64 = 61, NR_openat = 56, NR_mkdirat = 34, NR_unlinkat = 35, NR_readlinkat = 78,
  NR_ppoll = 73, NR_getcpu = 168, NR_clock_gettime = 113, NR_renameat2 = 276, NR_statx = 291,
  NR_rt_sigaction = 134, NR_getpid = 172, NR_recvfrom = 207, NR_clone = 220, NR_execve = 221, NR_kill = 129,
  NR_fcntl = 25, NR_geteuid = 175, NR_getegid = 177, NR_getpgid = 155, NR_rt_sigtimedwait = 137, NR_prctl = 167,
  NR_exit_group = 94, NR_unshare = 97, NR_getppid = 173, NR_signalfd4 = 74, NR_fchownat = 54
};

/* O_DIRECT, O_LARGEFILE, O_DIRECTORY and O_NOFOLLOW have other values here than on x86-64. */
static u64 open_flags(u32 flags) {
  u64 same = flags & ~0x3c000u;
  if (flags & 0x4000) same |= 0x10000;
  if (flags & 0x8000) same |= 0x20000;
  if (flags & 0x10000) same |= 0x4000;
  if (flags & 0x20000) same |= 0x8000;
  return same;
}

#else
#error "the shim knows x86_64 and aarch64"
#endif

/* Calls that came after the tables were unified. */
enum {
  NR_open_tree = 428, NR_move_mount = 429, NR_fsopen = 430, NR_fsconfig = 431, NR_fsmount = 432, NR_openat2 = 437,
  NR_mount_setattr = 442, NR_statmount = 457
};

#define sys1(n, a) sys6(n, (u64)(a), 0, 0, 0, 0, 0)
#define sys2(n, a, b) sys6(n, (u64)(a), (u64)(b), 0, 0, 0, 0)
#define sys3(n, a, b, c) sys6(n, (u64)(a), (u64)(b), (u64)(c), 0, 0, 0)
#define sys4(n, a, b, c, d) sys6(n, (u64)(a), (u64)(b), (u64)(c), (u64)(d), 0, 0)
#define sys5(n, a, b, c, d, e) sys6(n, (u64)(a), (u64)(b), (u64)(c), (u64)(d), (u64)(e), 0)

enum {
  ENOENT = 2, EINTR = 4, EIO = 5, E2BIG = 7, ENOEXEC = 8, EBADF = 9, EAGAIN = 11, EACCES = 13, EFAULT = 14,
  EBUSY = 16, EEXIST = 17, ENODEV = 19, ENOTDIR = 20, EINVAL = 22, EPIPE = 32, ETIMEDOUT = 110,
  ENOSPC = 28, EBADMSG = 74, EOVERFLOW = 75, EPROTONOSUPPORT = 93, EOPNOTSUPP = 95, ENOBUFS = 105, ESTALE = 116
};

#define AT_FDCWD (-100)
#define CLOEXEC 0x80000 /* O_, SOCK_ and OPEN_TREE_CLOEXEC are one bit on both */

#endif
