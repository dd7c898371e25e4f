/* Descriptor numbers in text: written into holes for the kernel, taken out again of what the core reads. */
#ifndef LM_TEXT_H
#define LM_TEXT_H

#include "check.h"

/* Decimal digits of a number, ten at most. */
static u32 write_digits(u8 *to, u32 number) {
  u32 count = 1, at;
  for (u32 rest = number; rest >= 10; rest /= 10) count++;
  for (at = count; at > 0; number /= 10) to[--at] = (u8)('0' + number % 10);
  return count;
}

static i64 remember_number(struct session *s, u32 value, u32 width) {
  for (u32 i = 0; i < s->numbers_count; i++)
    if (s->numbers[i].value == value && s->numbers[i].width == width) return 0;
  if (s->numbers_count == REGISTERS) return -E2BIG;
  s->numbers[s->numbers_count].value = value;
  s->numbers[s->numbers_count++].width = width;
  return 0;
}

/*
 * Writes the number into the slashes at `hole`; what is left of them stays: behind it where a name follows, before it
 * where the text ends, since a file's path takes no slash at its end.
 */
static i64 fill_hole(struct session *s, i32 fd, u8 *hole, u32 width) {
  u8 digits[10];
  u32 count = write_digits(digits, (u32)fd);
  if (count > width) return -EOVERFLOW;
  i64 bad = remember_number(s, (u32)fd, width);
  if (bad) return bad;
  memset(hole, '/', width);
  u8 *to = hole[width] ? hole : hole + width - count;
  for (u32 i = 0; i < count; i++) to[i] = digits[i];
  return 0;
}

/* A program's bytes are the same after it ran as before. */
static void restore_holes(struct run *r) {
  for (u32 i = r->holes_from; i < r->holes_to; i++)
    if (r->ops[i].code == LM_OP_FDTEXT) memset(r->program + r->ops[i].a[1], '/', r->ops[i].a[2]);
}

/* How many digits after "/proc/self/fd/" at `bytes` are a number that we wrote into a hole of that width. */
static u32 written_digits(const struct session *s, const u8 *bytes, u32 length) {
  if (length <= DESCRIPTOR_TEXT || !starts_descriptor(bytes)) return 0;
  const u8 *text = bytes + DESCRIPTOR_TEXT;
  u32 left = length - DESCRIPTOR_TEXT, count = 0;
  u64 value = 0;
  for (; count < left && count < 10 && text[count] >= '0' && text[count] <= '9'; count++)
    value = value * 10 + (u32)(text[count] - '0');
  u32 slashes = count;
  while (slashes < left && text[slashes] == '/') slashes++;
  for (u32 i = 0; count && i < s->numbers_count; i++)
    if (s->numbers[i].value == value && s->numbers[i].width >= count && s->numbers[i].width <= slashes) return count;
  return 0;
}

/* Puts the slashes back wherever a filled hole is seen. */
static void mask_numbers(const struct session *s, u8 *bytes, u32 length) {
  if (s->numbers_count == 0) return;
  for (u32 i = 0; i + DESCRIPTOR_TEXT < length; i++) {
    if (bytes[i] != '/' || bytes[i + 1] != 'p') continue;
    u32 digits = written_digits(s, bytes + i, length - i);
    memset(bytes + i + DESCRIPTOR_TEXT, '/', digits);
  }
}

static i64 equal(const u8 *a, const u8 *b, u32 length) {
  for (u32 i = 0; i < length; i++)
    if (a[i] != b[i]) return -ESTALE;
  return 0;
}

/* Whether four observed bytes have exactly these bits of a mask. */
static i64 bits(const u8 *observed, u32 mask, u32 value) {
  u32 word = 0;
  for (u32 i = 4; i > 0; i--) word = word << 8 | observed[i - 1];
  return (word & mask) == value ? 0 : -ESTALE;
}

/* Compares what was observed, in which numbers are masked, with bytes of the program, in which holes may be filled. */
static i64 same(const struct session *s, const u8 *observed, const u8 *bytes, u32 length) {
  for (u32 i = 0; i < length; i++) {
    u32 digits = s->numbers_count && bytes[i] == '/' ? written_digits(s, bytes + i, length - i) : 0;
    if (digits) {
      if (equal(observed + i, bytes + i, DESCRIPTOR_TEXT)) return -ESTALE;
      i += DESCRIPTOR_TEXT;
      for (; digits; digits--, i++)
        if (observed[i] != '/') return -ESTALE;
      i--;
    } else if (observed[i] != bytes[i]) {
      return -ESTALE;
    }
  }
  return 0;
}

#endif
