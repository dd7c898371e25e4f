/* Programs that are right, made from the table of shapes, and programs that are nearly so. */
#ifndef LM_FUZZ_PROGRAMS_H
#define LM_FUZZ_PROGRAMS_H

enum { ARENA_MOST = 512, OPS_MADE = 12, ROOM_MOST = 1 << 16 };

/* As test/model/random.ts draws them: the same numbers for the same seed. */
static u32 random_state;

static u32 below(u32 limit) {
  random_state += 0x6d2b79f5u;
  u32 word = (random_state ^ (random_state >> 15)) * (random_state | 1);
  word ^= word + (word ^ (word >> 7)) * (word | 61);
  return (word ^ (word >> 14)) % limit;
}

static int once(u32 times) { return below(times) == 0; }

/* An input: what it is for, the room for its answer, and its bytes, which lie alone so that one too far is seen. */
enum { INPUT_PROGRAM, INPUT_COMMAND };

struct input {
  u32 kind, room, size;
  u8 *bytes;
};

static u32 spread(u32 most) { return most ? below(most) : 0; }

static const char arena_text[] =
    "overlay\0/proc/self/fd/////////a\0lowerdir=/a:/proc/self/fd////\0proc\0/\0,ro,nosuid\0/proc/self/fd//////\0";

/* A value for an argument of this kind: nearly always one that may stand there. */
static u32 argument_for(char kind, u32 ops, u32 room) {
  if (once(200)) return below(0xffffffffu);
  switch (kind) {
    case 'F': return once(2) ? REGISTER_CWD : below(8);
    case 'D': case 'R': return once(100) ? 255 + below(3) : below(8);
    case 'S': case 'B': return 32 + spread(ops - 32);
    case 'N': return once(3) ? 0 : 32 + spread(ops - 32);
    case 'O': return below(room + 1);
    default: return once(3) ? below(0xffffffffu) : below(80);
  }
}

/* The place of a hole in the arena, or any place. */
static u32 hole_in(const u8 *bytes, u32 ops) {
  u32 from = 32 + spread(ops - 32);
  for (u32 i = from; i + DESCRIPTOR_TEXT < ops; i++)
    if (starts_descriptor(bytes + i)) return i + DESCRIPTOR_TEXT;
  return from;
}

static void make_op(u8 *bytes, struct op *o, u32 ops, u32 *room) {
  o->code = (u8)(1 + below(LM_OPS));
  const struct lm_shape *shape = &lm_shapes[o->code - 1];
  o->flags = (u8)(once(6) ? FLAG_ABSENT | below(2) : below(2));
  o->phase = (u8)below(6);
  o->dst = shape->into == LM_INTO_NONE ? REGISTER_NONE : (u16)below(8);
  for (u32 i = 0; i < 6 && shape->args[i]; i++) o->a[i] = argument_for(shape->args[i], ops, *room);
  if (shape->cap != LM_NO_ARGUMENT) o->a[shape->cap] = below(300);
  if (shape->length != LM_NO_ARGUMENT) o->a[shape->length] = below(once(4) ? 40 : 6);
  if (o->code == LM_OP_FDTEXT) {
    o->a[1] = hole_in(bytes, ops);
    o->a[2] = 1 + below(9);
  }
  if (o->code == LM_OP_CHILD) {
    o->a[0] = 1 + below(4);
    o->flags = 0;
  }
  u32 wanted = shape->cap == LM_NO_ARGUMENT ? shape->out : o->a[shape->cap];
  if (!shape->out && shape->cap == LM_NO_ARGUMENT) return;
  if (shape->cap == LM_NO_ARGUMENT && once(4)) return;
  o->out = *room;
  *room = (*room + wanted + 7) & ~7u;
}

/* A program of ops that the table has, in a buffer of its own size. */
static struct input made_program(void) {
  u32 count = below(OPS_MADE + 1), arena = 8 + below(ARENA_MOST), ops = (32 + arena + 7) & ~7u;
  struct input in = {INPUT_PROGRAM, 0, ops + count * (u32)sizeof(struct op), 0};
  in.bytes = calloc(1, in.size);
  for (u32 i = 32; i + 1 < ops; i++) in.bytes[i] = (u8)arena_text[(i - 32) % (sizeof arena_text - 1)];
  u32 room = (16 + 4 * count + 7) & ~7u;
  struct op *o = (struct op *)(in.bytes + ops);
  for (u32 i = 0; i < count; i++) make_op(in.bytes, &o[i], ops, &room);
  struct header h = {PROGRAM_MAGIC, in.size, count, ops, room, 256, LM_ABI, 0};
  memcpy(in.bytes, &h, sizeof h);
  in.room = room;
  return in;
}

/* A command as the host writes it: numbers, then strings. */
static struct input made_command(void) {
  struct order order = {below(4), below(4), 1 + below(4), below(4)};
  u32 strings = (order.flags & ORDER_DIRECTORY) + order.paths + order.arguments + order.variables;
  struct input in = {INPUT_COMMAND, sizeof(struct outcome), sizeof order, 0};
  in.bytes = calloc(1, sizeof order + strings * 16 + 1);
  memcpy(in.bytes, &order, sizeof order);
  for (u32 i = 0; i < strings; i++) {
    u32 length = below(16);
    for (u32 j = 0; j < length; j++) in.bytes[in.size++] = (u8)('!' + below(90));
    in.bytes[in.size++] = 0;
  }
  in.bytes = realloc(in.bytes, in.size);
  return in;
}

/* Numbers at which a bound is off by one, or a sum wraps. */
static u32 interesting(const struct input *in) {
  const u32 near[] = {0, 16, 32, 46, 64, 255, 256, 0xffff, in->size, in->room, 0x7fffffff, 0x80000000u, 0xffffffffu};
  return near[below(sizeof near / sizeof *near)] + below(17) - 8;
}

/* Other bytes, words or another length, up to three times. */
static void spoil(struct input *in) {
  for (u32 n = below(4); n > 0 && in->size; n--) {
    u32 at = below(in->size), word = interesting(in);
    if (once(2) && in->size >= 4) memcpy(in->bytes + (at < in->size - 4 ? at & ~3u : in->size - 4), &word, 4);
    else in->bytes[at] = (u8)(once(2) ? below(256) : in->bytes[at] ^ 1u << below(8));
  }
  if (!once(20)) return;
  u32 size = in->size + 8 * below(9);
  size = size < 32 ? 0 : size - 32;
  u8 *other = calloc(1, size + 1);
  memcpy(other, in->bytes, size < in->size ? size : in->size);
  free(in->bytes);
  in->bytes = realloc(other, size ? size : 1);
  in->size = size;
  if (size >= 8 && once(2)) memcpy(in->bytes + 4, &size, 4);
}

#endif
