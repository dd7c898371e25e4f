/* Checks a whole program before its first effect. Everything that runs it afterwards trusts these bounds. */
#ifndef LM_CHECK_H
#define LM_CHECK_H

#include "program.h"

static const char descriptor_text[] = "/proc/self/fd/";
enum { DESCRIPTOR_TEXT = 14 };

static int starts_descriptor(const u8 *bytes) {
  for (int i = 0; i < DESCRIPTOR_TEXT; i++)
    if (bytes[i] != (u8)descriptor_text[i]) return 0;
  return 1;
}

/* The arena ends with a NUL, so that an offset inside it is a terminated string. */
static int inside_arena(const struct header *h, u32 at, u32 length) {
  return at >= sizeof(struct header) && (u64)at + length <= h->ops;
}

static int inside_observation(const struct header *h, u32 at, u32 length) {
  return (u64)at + length <= h->observation;
}

static int check_argument(const struct header *h, char kind, u32 value, u32 length) {
  switch (kind) {
    case 'F': return value < REGISTERS || value == REGISTER_CWD;
    case 'D': case 'R': return value < REGISTERS;
    case 'S': return inside_arena(h, value, 1);
    case 'N': return value == 0 || inside_arena(h, value, 1);
    case 'B': return inside_arena(h, value, length);
    case 'O': return inside_observation(h, value, length);
    case 'I': return 1;
    default: return value == 0; /* past the last argument */
  }
}

/* The kernel takes a map in one write of less than a page. */
static int is_map(const u8 *text) {
  u32 n = 0;
  while (n < MAP_BYTES && ((text[n] >= '0' && text[n] <= '9') || text[n] == ' ' || text[n] == '\n')) n++;
  return n > 0 && n < MAP_BYTES && !text[n];
}

/* A hole is `width` slashes directly after "/proc/self/fd/". */
static int check_hole(const u8 *program, const struct header *h, u32 hole, u32 width) {
  if (width == 0 || hole < sizeof(struct header) + DESCRIPTOR_TEXT || !inside_arena(h, hole, width)) return 0;
  for (u32 i = 0; i < width; i++)
    if (program[hole + i] != '/') return 0;
  return starts_descriptor(program + hole - DESCRIPTOR_TEXT);
}

static int check_result(const struct header *h, const struct op *o, const struct lm_shape *shape, u32 results_end) {
  u32 bytes = shape->cap == LM_NO_ARGUMENT ? shape->out : o->a[shape->cap];
  int places = shape->out || shape->cap != LM_NO_ARGUMENT;
  if (o->out == 0) return shape->cap == LM_NO_ARGUMENT;
  return places && !(o->out & 7) && o->out >= results_end && inside_observation(h, o->out, bytes);
}

static int check_target(const struct op *o, const struct lm_shape *shape) {
  if (shape->into == LM_INTO_NONE) return o->dst == REGISTER_NONE;
  /* A descriptor that nobody holds would leak. */
  if (shape->into == LM_INTO_FD) return o->dst < REGISTERS;
  return o->dst < REGISTERS || o->dst == REGISTER_NONE;
}

static i64 check_op(const u8 *program, const struct header *h, const struct op *o, u32 results_end) {
  if (o->code == 0 || o->code > LM_OPS || o->flags > (FLAG_SOFT | FLAG_ABSENT) || o->zero) return -EBADMSG;
  const struct lm_shape *shape = &lm_shapes[o->code - 1];
  u32 length = shape->length == LM_NO_ARGUMENT ? 4 : o->a[shape->length]; /* else a word is looked at */
  for (u32 i = 0, end = 0; i < 6; i++) {
    if (!shape->args[i]) end = 1;
    if (!check_argument(h, end ? 0 : shape->args[i], o->a[i], length)) return -EBADMSG;
  }
  if (!check_target(o, shape) || !check_result(h, o, shape, results_end)) return -EBADMSG;
  if (o->code == LM_OP_USERNS && !(is_map(program + o->a[0]) && is_map(program + o->a[1]))) return -EBADMSG;
  if (o->code == LM_OP_FDTEXT && !check_hole(program, h, o->a[1], o->a[2])) return -EBADMSG;
  return 0;
}

static i64 check_program(const u8 *program, u32 size, u32 observation_bytes) {
  const struct header *h = (const struct header *)program;
  if (size < sizeof *h || (size & 7)) return -EBADMSG;
  if (h->magic != PROGRAM_MAGIC || h->size != size || h->zero) return -EBADMSG;
  if (h->abi != LM_ABI) return -EPROTONOSUPPORT;
  if (h->count > OPS_MOST) return -E2BIG;
  if (h->registers > REGISTERS || (h->ops & 7) || h->ops < sizeof *h) return -EBADMSG;
  if ((u64)h->ops + h->count * sizeof(struct op) != size || program[h->ops - 1]) return -EBADMSG;
  u32 results_end = (16 + 4 * h->count + 7) & ~7u;
  if (h->observation < results_end) return -EBADMSG;
  if (h->observation > observation_bytes) return -ENOBUFS;
  const struct op *ops = (const struct op *)(program + h->ops);
  u32 child_end = 0;
  for (u32 i = 0; i < h->count; i++) {
    const struct op *o = &ops[i];
    i64 bad = check_op(program, h, o, results_end);
    if (bad) return bad;
    int in_child = i < child_end;
    if (o->code == LM_OP_CHILD) {
      if (in_child || o->flags || o->a[0] == 0 || o->a[0] >= h->count - i) return -EBADMSG;
      child_end = i + 1 + o->a[0];
    }
    if (o->code == LM_OP_FCHDIR && !in_child) return -EBADMSG;
    /* The table of descriptors is shared with a child, but what it opened could be lost with it. */
    if (in_child && lm_shapes[o->code - 1].into == LM_INTO_FD) return -EBADMSG;
  }
  return 0;
}

#endif
