/* What a session lets go of between two uses. */
#ifndef LM_CLEAR_H
#define LM_CLEAR_H

#include "run.h"

static int is_kept(const struct session *s, u32 i) {
  return i >= KEPT_FROM && i < KEPT_FROM + 32 && (s->kept >> (i - KEPT_FROM) & 1);
}

/* How many full registers are not to stay so. */
static u32 held_for_now(const struct session *s) {
  u32 held = s->held;
  for (u32 i = KEPT_FROM; i < KEPT_FROM + 32; i++)
    if (is_kept(s, i) && s->fd[i]) held--;
  return held;
}

/* Descriptors first: what they hold may be a detached mount. */
static void clear_session(struct session *s) {
  for (u32 i = 0; i < REGISTERS; i++) {
    s->id[i] = 0;
    if (is_kept(s, i) || !s->fd[i]) continue;
    close_register(s, i);
  }
  s->numbers_count = 0;
}

/* An idle thread must keep no mount busy by standing in it. */
static void leave_directory(struct session *s) {
  s->moved = sys1(NR_chdir, "/") < 0;
}

#endif
