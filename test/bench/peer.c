/*
 * The bare limit: the overlay mount that layermount does, done in C with the
 * same system calls and nothing else, on a thread with a cwd of its own.
 *
 *   peer        speaks a line protocol on stdin and stdout (below)
 *   peer spin   keeps every CPU awake with SCHED_IDLE threads until stdin ends
 *
 *   setup N rw|ro|mapped SNAPSHOTS OWN TARGET -> ok CASE
 *       layers SNAPSHOTS/N/fs (topmost) … SNAPSHOTS/1/fs; upper and work are
 *       SNAPSHOTS/OWN/fs and SNAPSHOTS/OWN/work; a word holds no blank.
 *       mapped: as rw, with layers of a detached id-mapped clone, by a user
 *       namespace that is made once
 *   mount CASE                           -> ok BARE WHOLE
 *   unmount CASE                         -> ok BARE WHOLE
 *   namespace                            -> ok BARE
 *       makes a user namespace of its own, and forgets it
 *   anything that fails                  -> error ERRNO
 *
 * BARE is nanoseconds around the system calls alone, taken on the thread that
 * does them; WHOLE is taken on the thread that asked, so it holds the hand-off
 * there and back as well. The option text is made in `setup`: planning costs
 * the bare limit nothing.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "user-namespace.h"

enum { CASES = 64, TEXT = 4096, NAME = 512 };

struct overlay {
  char common[NAME];
  char target[NAME];
  char options[TEXT];
  int mapped;
};

static struct overlay cases[CASES];
static int made;

/* One job at a time: what the asking thread wants, and what came of it. */
static struct {
  sem_t asked, done;
  const struct overlay *overlay;
  int unmounting;
  int error;
  int64_t bare;
} job;

static int mount_overlay(const struct overlay *o) {
  int error = 0;
  int parent = o->mapped ? open_mapped(o->common) : open(o->common, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (parent < 0) return errno;
  if (fchdir(parent) < 0 || mount("overlay", o->target, "overlay", 0, o->options) < 0) error = errno;
  close(parent);
  return error;
}

static int unmount_overlay(const struct overlay *o) {
  return umount2(o->target, UMOUNT_NOFOLLOW) < 0 ? errno : 0;
}

static void *work(void *unused) {
  (void)unused;
  if (unshare(CLONE_FS) < 0) _exit(1);
  for (;;) {
    while (sem_wait(&job.asked) < 0) continue;
    int64_t start = now();
    job.error = job.unmounting ? unmount_overlay(job.overlay) : mount_overlay(job.overlay);
    job.bare = now() - start;
    sem_post(&job.done);
  }
  return NULL;
}

static void run(int index, int unmounting) {
  if (index < 0 || index >= made) {
    printf("error %d\n", EINVAL);
    return;
  }
  int64_t start = now();
  job.overlay = &cases[index];
  job.unmounting = unmounting;
  sem_post(&job.asked);
  while (sem_wait(&job.done) < 0) continue;
  int64_t whole = now() - start;
  if (job.error)
    printf("error %d\n", job.error);
  else
    printf("ok %lld %lld\n", (long long)job.bare, (long long)whole);
}

static void setup(int layers, const char *mode, const char *common, const char *own, const char *target) {
  if (made == CASES || layers < 1 || strlen(common) >= NAME || strlen(target) >= NAME) {
    printf("error %d\n", ENOSPC);
    return;
  }
  struct overlay *o = &cases[made];
  strcpy(o->common, common);
  strcpy(o->target, target);
  size_t used = (size_t)snprintf(o->options, TEXT, "lowerdir=");
  for (int i = layers; i > 0 && used < TEXT; i--)
    used += (size_t)snprintf(o->options + used, TEXT - used, i > 1 ? "%d/fs:" : "%d/fs", i);
  if (used < TEXT && strcmp(mode, "rw") == 0)
    used += (size_t)snprintf(o->options + used, TEXT - used, ",upperdir=%s/fs,workdir=%s/work", own, own);
  o->mapped = strcmp(mode, "mapped") == 0;
  if (used < TEXT && o->mapped)
    used += (size_t)snprintf(o->options + used, TEXT - used, ",upperdir=%s/%s/fs,workdir=%s/%s/work", common, own, common, own);
  if (o->mapped && make_namespace()) {
    printf("error %d\n", EPERM);
    return;
  }
  if (used >= TEXT)
    printf("error %d\n", E2BIG);
  else
    printf("ok %d\n", made++);
}

static void *spin(void *cpu) {
  struct sched_param none = {0};
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET((int)(intptr_t)cpu, &set);
  sched_setaffinity(0, sizeof set, &set);
  if (sched_setscheduler(0, SCHED_IDLE, &none) < 0) _exit(1);
  for (;;) __asm__ volatile("" ::: "memory");
  return NULL;
}

static int spin_everywhere(void) {
  char byte;
  pthread_t thread;
  long cpus = sysconf(_SC_NPROCESSORS_ONLN);
  for (long cpu = 0; cpu < cpus; cpu++)
    if (pthread_create(&thread, NULL, spin, (void *)(intptr_t)cpu)) return 1;
  printf("ok %ld\n", cpus);
  fflush(stdout);
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}

int main(int argc, char **argv) {
  char line[TEXT], mode[8], common[TEXT], own[TEXT], target[TEXT];
  pthread_t worker;
  int number;
  if (argc > 1 && strcmp(argv[1], "spin") == 0) return spin_everywhere();
  sem_init(&job.asked, 0, 0);
  sem_init(&job.done, 0, 0);
  if (pthread_create(&worker, NULL, work, NULL)) return 1;
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "setup %d %7s %s %s %s", &number, mode, common, own, target) == 5)
      setup(number, mode, common, own, target);
    else if (sscanf(line, "mount %d", &number) == 1)
      run(number, 0);
    else if (sscanf(line, "unmount %d", &number) == 1)
      run(number, 1);
    else if (strcmp(line, "namespace\n") == 0)
      measure_namespace();
    else
      printf("error %d\n", EINVAL);
    fflush(stdout);
  }
  return 0;
}
