/* User namespaces of the bare limit, and layers that are mapped by one. */
#ifndef USER_NAMESPACE_H
#define USER_NAMESPACE_H

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int user_namespace = -1, host = 100000;

static int write_text(const char *name, int pid, const char *text) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  int bad = fd < 0 || write(fd, text, strlen(text)) < 0;
  if (fd >= 0) close(fd);
  return bad;
}

/* Made before anything is measured: this is the limit, with the namespace in a cache. */
static int make_namespace(void) {
  char map[64], path[64];
  int ready[2];
  char byte;
  if (user_namespace >= 0) return 0;
  snprintf(map, sizeof map, "0 %d 65536\n", host);
  if (pipe(ready) < 0) return errno;
  int pid = fork();
  if (pid == 0) {
    if (unshare(CLONE_NEWUSER) == 0 && write(ready[1], "x", 1) == 1) pause();
    _exit(1);
  }
  close(ready[1]);
  if (read(ready[0], &byte, 1) == 1 && !write_text("uid_map", pid, map) && !write_text("gid_map", pid, map)) {
    snprintf(path, sizeof path, "/proc/%d/ns/user", pid);
    user_namespace = open(path, O_RDONLY | O_CLOEXEC);
  }
  close(ready[0]);
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  return user_namespace < 0 ? EPERM : 0;
}

/* open_tree with OPEN_TREE_CLONE, then mount_setattr with MOUNT_ATTR_IDMAP and MOUNT_ATTR_RDONLY. */
static int open_mapped(const char *directory) {
  uint64_t attributes[4] = {0x100000 | 1, 0, MS_PRIVATE, (uint64_t)user_namespace};
  int tree = (int)syscall(428, AT_FDCWD, directory, 1 | O_CLOEXEC);
  if (tree < 0) return -1;
  if (syscall(442, tree, "", 0x1000 /* AT_EMPTY_PATH */, attributes, sizeof attributes) == 0) return tree;
  close(tree);
  return -1;
}

static void measure_namespace(void) {
  int kept = user_namespace;
  user_namespace = -1;
  host += 65536;
  int64_t start = now();
  int error = make_namespace();
  int64_t spent = now() - start;
  if (user_namespace >= 0) close(user_namespace);
  user_namespace = kept;
  if (error)
    printf("error %d\n", error);
  else
    printf("ok %lld\n", (long long)spent);
}

#endif
