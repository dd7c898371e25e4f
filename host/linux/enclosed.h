/* A session whose programs are carried out by a child in an enclosure: its thread makes the child, asks it, and
   waits for it, so that nobody else has to. */
#ifndef LM_ENCLOSED_H
#define LM_ENCLOSED_H

#include "enclosure.h"

/* The child sees its socket closed, takes away what is left of its place, and ends. Where somebody has killed it, the
   empty directory is still there. */
static void end_child(struct session *s) {
  i32 status;
  if (s->child == 0) return;
  sys1(NR_close, s->control);
  s->control = -1;
  while (sys4(NR_wait4, s->child, &status, WALL, 0) == -EINTR) {}
  s->child = 0;
  sys3(NR_unlinkat, AT_FDCWD, s->place, REMOVEDIR);
}

static i64 pair_sockets(i32 *pair) { return sys4(NR_socketpair, 1, 1 | CLOEXEC, 0, pair); }

/* No CLONE_VM: whoever is let into the namespaces may trace what is in them. Exit signal 0: the process sees no
   SIGCHLD of a child that it did not make. */
static i64 make_child(struct session *s) {
  i32 control[2], signals[2];
  s->place = s->program;
  s->outside = (i32)sys1(NR_getpid, 0);
  i64 r = pair_sockets(control);
  if (r < 0) return r;
  if ((r = pair_sockets(signals)) < 0) {
    sys1(NR_close, control[0]);
    sys1(NR_close, control[1]);
    return r;
  }
  s->control = control[1];
  s->signals = signals[1];
  r = sys1(NR_clone, 0);
  if (r == 0) live_enclosed(s, (int)s->question);
  sys1(NR_close, control[1]);
  sys1(NR_close, signals[1]);
  s->control = control[0];
  s->signals = signals[0];
  if (r < 0) {
    sys1(NR_close, control[0]);
    return r;
  }
  s->child = (i32)r;
  struct outcome *o = (struct outcome *)s->observation;
  r = receive_all(s->control, o, sizeof *o);
  if (r == 0 && o->error) s->place = 0; /* it made none */
  if (r < 0 || o->error) end_child(s);
  return r;
}

static i64 ask_child(struct session *s) {
  struct question q = {s->question, s->program_bytes, s->observation_bytes, 0};
  struct reply reply;
  if (s->child == 0) return -EPIPE;
  i64 r = send_all(s->control, &q, sizeof q);
  if (r == 0) r = send_all(s->control, s->program, q.size);
  if (r == 0) r = receive_all(s->control, &reply, sizeof reply);
  if (r == 0 && reply.size > q.room) r = -EBADMSG;
  if (r == 0) r = receive_all(s->control, s->observation, reply.size);
  if (r < 0 || q.what == ASK_END) end_child(s);
  return r < 0 ? r : reply.result;
}

#endif
