/* Which ops may take long, and with them the program that they are in. */
#ifndef LM_SLOW_H
#define LM_SLOW_H

#include "program.h"

/* The last op of a program that may take long. The caller is woken after it: its processor takes 30 us to start, and
   meanwhile the rest, which only looks, is done. A detached mount is unmounted by what closes it: a program that does
   that is not looked out for at all. */
static u32 last_slow(const struct run *r, volatile u32 *unmounting) {
  u8 detached[REGISTERS];
  u32 last = r->count;
  memset(detached, 0, sizeof detached);
  for (u32 i = 0; i < r->count; i++) {
    const struct op *o = &r->ops[i];
    switch (o->code) {
      case LM_OP_OPEN_TREE: detached[o->dst] = o->a[2] & 1; break; /* OPEN_TREE_CLONE */
      case LM_OP_MOVE_MOUNT:
        if (o->a[0] < REGISTERS) detached[o->a[0]] = 0;
        last = i;
        break;
      case LM_OP_CLOSE:
        if (detached[o->a[0]]) {
          *unmounting = 1;
          last = i;
        }
        break;
      case LM_OP_MOUNT: case LM_OP_UMOUNT: case LM_OP_FSCONFIG: case LM_OP_SLEEP: last = i; break;
    }
  }
  return last;
}

#endif
