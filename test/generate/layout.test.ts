import { test } from "uvu";
import * as assert from "uvu/assert";
import { casesLayout, caseTypes, layout, recordLayout } from "../../scripts/generate/layout.ts";
import { parseWit } from "../../scripts/generate/wit/parser.ts";
import { type Definition, resolveWorld, type Type } from "../../scripts/generate/wit/resolve.ts";
import { tortureWorld } from "./torture.ts";
import { planner } from "./world.ts";

const find = (definitions: readonly Definition[], name: string): Definition => {
  const found = definitions.find((definition) => definition.name === name);
  if (found === undefined) throw new Error(`no type ${name}`);
  return found;
};

/** The layout of a type written as WIT. */
function of(text: string): Type {
  const types = "flags f8 { a, b, c, d, e, f, g, h } enum e { x, y }";
  const source = `package a:b; world w { ${types} export f: func(it: ${text}); }`;
  const parameter = resolveWorld(parseWit(source)).functions[0]?.parameters[0];
  if (parameter === undefined) throw new Error("no parameter");
  return parameter.type;
}

// Sizes and alignments worked out by hand from the canonical ABI's rules: a discriminant of one byte, the payload at
// the largest alignment of any case, the whole rounded up to the larger of the two.
const BY_HAND: readonly (readonly [wit: string, size: number, align: number])[] = [
  ["bool", 1, 1],
  ["char", 4, 4],
  ["s16", 2, 2],
  ["f64", 8, 8],
  ["string", 8, 4],
  ["list<u64>", 8, 4],
  ["f8", 1, 1],
  ["e", 1, 1],
  ["option<u8>", 2, 1],
  ["option<u16>", 4, 2],
  ["option<u32>", 8, 4],
  ["option<u64>", 16, 8],
  ["option<string>", 12, 4],
  ["option<option<u8>>", 3, 1],
  ["option<option<u16>>", 6, 2],
  ["option<option<u64>>", 24, 8],
  ["option<e>", 2, 1],
  ["result", 1, 1],
  ["result<u8>", 2, 1],
  ["result<_, u64>", 16, 8],
  ["result<u64, e>", 16, 8],
  ["result<string, u8>", 12, 4],
  ["result<option<u16>, tuple<u8, u8, u8, u8, u8>>", 8, 2],
  ["result<u32, tuple<u8, u8, u8, u8, u8>>", 12, 4],
  ["tuple<u8, u16, u8>", 6, 2],
  ["tuple<u8, u64>", 16, 8],
  ["tuple<u64, u8>", 16, 8],
  ["tuple<u8, option<u64>, u8>", 32, 8],
  ["tuple<u16, tuple<u8>, tuple<u8, u32>>", 12, 4],
];

for (const [text, size, align] of BY_HAND) {
  test(`${text} takes ${size} bytes at multiples of ${align}`, () => {
    const { size: foundSize, align: foundAlign } = layout(of(text));
    assert.equal({ size: foundSize, align: foundAlign }, { size, align });
  });
}

test("flags take one, two or four bytes", () => {
  const sizes = ["few", "nine", "all"].map((name) => layout(find(tortureWorld.definitions, name)).size);
  assert.equal(sizes, [1, 2, 4]);
});

test("a discriminant grows with the number of cases", () => {
  const cases = (count: number) => casesLayout(Array.from({ length: count }, () => undefined));
  assert.equal(
    [256, 257, 65536, 65537].map((count) => cases(count).tag),
    [1, 2, 2, 4],
  );
  assert.equal(cases(257).size, 2);
});

test("the torture record's members lie where the rules put them", () => {
  const torture = find(tortureWorld.definitions, "torture");
  if (torture.kind !== "record") throw new Error("no record");
  assert.equal(recordLayout(torture), {
    // first, maybe, maybe-half, maybe-color, maybe-pair (8-aligned, 24), few, nine, all, text, bytes, halves, shapes,
    // maybes, lists, tuples, outcome (8-aligned, 16), deep (8-aligned, 64), deeps, odds, inners, last
    offsets: [0, 1, 4, 8, 16, 40, 42, 44, 48, 56, 64, 72, 80, 88, 96, 104, 120, 184, 192, 200, 208],
    size: 216,
    align: 8,
  });
  const inner = find(tortureWorld.definitions, "inner");
  if (inner.kind !== "record") throw new Error("no record");
  assert.equal(recordLayout(inner), { offsets: [0, 2, 4, 8, 12, 24, 40], size: 48, align: 8 });
  const deep = find(tortureWorld.definitions, "deep");
  if (deep.kind !== "variant") throw new Error("no variant");
  // The result in it takes 8 + 48 bytes, and stands 8 behind the tag; jco.test.ts has the same from jco.
  assert.equal(casesLayout(caseTypes(deep)), { tag: 1, payload: 8, size: 64, align: 8 });
});

test("the planner's types: a few that were worked out by hand", () => {
  const sizes = ["mount", "mount-identity", "argument"].map((name) => layout(find(planner.definitions, name)));
  assert.equal(
    sizes.map(({ size, align }) => [size, align]),
    [
      [88, 4],
      // 8 for target, 8, 1 at 16, 4 at 20 and 24, 8 at 32, 1 at 40, up to a multiple of 8.
      [48, 8],
      [12, 4],
    ],
  );
});

test.run();
