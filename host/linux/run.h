/* Carries out a program that was checked: in order, up to the first failure that is not soft. */
#ifndef LM_RUN_H
#define LM_RUN_H

#include "calls.h"
#include "find.h"
#include "note.h"
#include "slow.h"
#include "task.h"
#include "userns.h"

/* Reads registers and offsets; an empty register fails here, before the system call. */
static i64 resolve(struct run *r, const struct op *o, const struct lm_shape *shape, u64 *v) {
  struct session *s = r->session;
  for (u32 i = 0; i < 6; i++) {
    u32 a = o->a[i];
    v[i] = a;
    switch (shape->args[i]) {
      case 0: return 0;
      case 'F': case 'D':
        if (a == REGISTER_CWD) v[i] = (u64)AT_FDCWD;
        else if (s->fd[a]) v[i] = (u64)(s->fd[a] - 1);
        else return -EBADF;
        break;
      case 'R':
        if (!s->id[a]) return -EBADF;
        v[i] = s->id[a] - 1;
        break;
      case 'N': case 'S': case 'B': v[i] = a ? (u64)(r->program + a) : 0; break;
      case 'O': v[i] = (u64)((u8 *)r->answer + a); break;
    }
  }
  return 0;
}

static i64 act(struct run *r, const struct op *o, const u64 *v) {
  struct session *s = r->session;
  u8 *out = o->out ? (u8 *)r->answer + o->out : 0;
  switch (o->code) {
    case LM_OP_CLOSE: return close_register(s, o->a[0]);
    case LM_OP_OPEN: return sys4(NR_openat, v[0], v[1], open_flags((u32)v[2]) | CLOEXEC, v[3]);
    case LM_OP_OPENAT2: {
      u64 how[3] = {open_flags((u32)v[2]) | CLOEXEC, 0, v[3]};
      i64 fd = -EAGAIN;
      /* Any rename or mount on the machine makes the kernel give up on `..` beneath a root (openat2(2)). */
      for (u32 tries = 0; fd == -EAGAIN && tries < 1000; tries++) fd = sys4(NR_openat2, v[0], v[1], how, sizeof how);
      return fd;
    }
    case LM_OP_STATX: return look_statx(s, o, v, out);
    case LM_OP_FSTATFS: return look_fstatfs(v[0], out);
    case LM_OP_STATMOUNT: return look_statmount(s, v[0], v[1], out, (u32)v[2]);
    case LM_OP_MOUNTINFO: return look_mountinfo(s, (u32)v[0], out, (u32)v[1]);
    case LM_OP_MKDIR: return sys3(NR_mkdirat, v[0], v[1], v[2]);
    case LM_OP_UNLINK: return sys3(NR_unlinkat, v[0], v[1], 0);
    case LM_OP_RMDIR: return sys3(NR_unlinkat, v[0], v[1], 0x200); /* AT_REMOVEDIR */
    case LM_OP_RENAME: return sys5(NR_renameat2, v[0], v[1], v[2], v[3], v[4]);
    case LM_OP_READ: {
      i64 n = sys3(NR_read, v[0], out, v[1]);
      if (n > 0) mask_numbers(s, out, (u32)n);
      return n;
    }
    case LM_OP_WRITE: return sys3(NR_write, v[0], v[1], v[2]);
    case LM_OP_READLINK: return sys4(NR_readlinkat, v[0], v[1], out, v[2]);
    case LM_OP_GETDENTS: return sys3(NR_getdents64, v[0], out, v[1]);
    case LM_OP_MOUNT: return sys5(NR_mount, v[0], v[1], v[2], v[3], v[4]);
    case LM_OP_UMOUNT: return unmount(s, v[0], v[1]);
    case LM_OP_OPEN_TREE: {
      i64 fd = sys3(NR_open_tree, v[0], v[1], v[2] | CLOEXEC);
      s->detached[o->dst] = fd >= 0 && (v[2] & 1); /* OPEN_TREE_CLONE */
      return fd;
    }
    case LM_OP_MOUNT_SETATTR: {
      u64 attr[4] = {v[3], v[4], v[5], 0};
      return sys5(NR_mount_setattr, v[0], v[1], v[2], attr, sizeof attr);
    }
    case LM_OP_FSOPEN: return sys2(NR_fsopen, v[0], v[1] | 1); /* FSOPEN_CLOEXEC */
    case LM_OP_FSCONFIG: return sys5(NR_fsconfig, v[0], v[1], v[2], v[3], v[4]);
    case LM_OP_FSCONFIG_FD: return sys5(NR_fsconfig, v[0], v[1], v[2], 0, v[3]);
    case LM_OP_FSMOUNT: return sys3(NR_fsmount, v[0], v[1] | 1, v[2]); /* FSMOUNT_CLOEXEC */
    case LM_OP_MOVE_MOUNT: {
      i64 moved = sys5(NR_move_mount, v[0], v[1], v[2], v[3], v[4]);
      if (moved >= 0 && o->a[0] < REGISTERS) s->detached[o->a[0]] = 0;
      return moved;
    }
    case LM_OP_FCHDIR:
      if (r->own_cwd) s->moved = 1;
      return sys1(NR_fchdir, v[0]);
    case LM_OP_FDTEXT: return fill_hole(s, (i32)v[0], (u8 *)v[1], (u32)v[2]);
    case LM_OP_SLEEP: return sleep_for(v[0]);
    case LM_OP_SAME: return same(s, (const u8 *)v[0], (const u8 *)v[1], (u32)v[2]);
    case LM_OP_EQUAL: return equal((const u8 *)v[0], (const u8 *)v[1], (u32)v[2]);
    case LM_OP_BITS: return bits((const u8 *)v[0], (u32)v[1], (u32)v[2]);
    case LM_OP_DIFFER: return equal((const u8 *)v[0], (const u8 *)v[1], (u32)v[2]) ? 0 : -ESTALE;
    case LM_OP_MOUNTID: {
      if (v[1] != 8) return -EINVAL;
      u64 id;
      memcpy(&id, (const u8 *)v[0], sizeof id); /* a text of the arena, at any offset */
      if (o->dst != REGISTER_NONE) s->id[o->dst] = id + 1;
      return 0;
    }
    case LM_OP_FLOCK: return sys2(NR_flock, v[0], v[1]);
    case LM_OP_NOTE: return take_note(v[0], r->at, o->a[1], (const u8 *)v[1], (u32)v[2]);
    case LM_OP_USERNS: return make_userns(s, (const u8 *)v[0], (const u8 *)v[1]);
    case LM_OP_MOUNT_IDMAP: {
      u64 attr[4] = {v[3] | 0x100000, 0, v[4], (u64)(u32)v[5]}; /* MOUNT_ATTR_IDMAP */
      return sys5(NR_mount_setattr, v[0], v[1], v[2], attr, sizeof attr);
    }
    case LM_OP_CHOWN: return sys5(NR_fchownat, v[0], v[1], v[2], v[3], v[4]);
    case LM_OP_MOUNTINFO_BY: return find_mount(s, (u32)v[0], (const u8 *)v[1], out, (u32)v[2]);
    case LM_OP_FDPATH: return look_fdpath((i32)v[0], out, (u32)v[1]);
    default: return -EBADMSG;
  }
}

/* One effect and what it leaves in its register. */
static i64 carry_out(struct run *r, u32 index) {
  const struct op *o = &r->ops[index];
  const struct lm_shape *shape = &lm_shapes[o->code - 1];
  struct session *s = r->session;
  u64 v[6];
  i64 result = resolve(r, o, shape, v);
  if (result < 0) return result;
  if (shape->into == LM_INTO_FD && s->fd[o->dst]) return -EEXIST;
  result = act(r, o, v);
  if (o->code == LM_OP_FDTEXT) {
    if (r->holes_to == 0) r->holes_from = index;
    r->holes_to = index + 1;
  }
  if (o->flags & FLAG_ABSENT) {
    if (result == -ENOENT) return 0;
    if (result < 0) return result;
    if (shape->into == LM_INTO_FD) sys1(NR_close, result);
    return -EEXIST;
  }
  if (shape->into == LM_INTO_FD && result >= 0) {
    s->fd[o->dst] = (i32)result + 1;
    s->held++;
    return 0;
  }
  return result;
}

/* Ops from..to in this task; `at` is the op that stopped it, or `to`. */
static void run_span(void *argument) {
  struct run *r = argument;
  u32 i = r->from;
  for (; i < r->to; i++) {
    r->at = i;
    i64 result = carry_out(r, i);
    r->answer->result[i] = (i32)result;
    if (result < 0 && !(r->ops[i].flags & FLAG_SOFT)) {
      r->answer->err = (i32)result;
      break;
    }
    if (r->own_cwd && i == r->slow && r->session->awaited == AWAITED_BYTE) wake_caller(r->session);
  }
  r->at = i;
}

static void run_program(struct session *s, u8 *program, u8 *observation, u32 bytes, int own_cwd) {
  const struct header *h = (const struct header *)program;
  struct run r;
  memset(&r, 0, sizeof r);
  memset(observation, 0, bytes);
  r.session = s;
  r.program = program;
  r.ops = (const struct op *)(program + h->ops);
  r.count = h->count;
  r.answer = (struct answer *)observation;
  r.own_cwd = own_cwd;
  r.answer->magic = OBSERVATION_MAGIC;
  s->unmounting = 0;
  r.slow = last_slow(&r, &s->unmounting);
  while (r.to < r.count) {
    const struct op *o = &r.ops[r.to];
    int block = o->code == LM_OP_CHILD;
    r.from = block ? r.to + 1 : r.to;
    if (block) r.to = r.from + o->a[0];
    else
      while (r.to < r.count && r.ops[r.to].code != LM_OP_CHILD) r.to++;
    if (block && !own_cwd) run_child(&r, run_span);
    else run_span(&r);
    if (r.at != r.to) break;
  }
  r.answer->done = r.count ? r.at : 0;
  restore_holes(&r);
}

#endif
