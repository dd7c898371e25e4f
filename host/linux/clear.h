/* What a session lets go of between two uses. */
#ifndef LM_CLEAR_H
#define LM_CLEAR_H

#include "run.h"

/* Descriptors first: what they hold may be a detached mount. */
static void clear_session(struct session *s) {
  for (u32 i = 0; i < REGISTERS; i++) {
    if (s->fd[i]) sys1(NR_close, s->fd[i] - 1);
    s->fd[i] = 0;
    s->id[i] = 0;
  }
  s->held = 0;
  s->numbers_count = 0;
}

/* An idle thread must keep no mount busy by standing in it. */
static void leave_directory(struct session *s) {
  s->moved = sys1(NR_chdir, "/") < 0;
}

#endif
