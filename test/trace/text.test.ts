/** Bytes and values as JSON, and back. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bytesOfFacts, factsOf } from "../../host/trace/facts.ts";
import { hexadecimal, octets } from "../../host/trace/hexadecimal.ts";
import type { Json } from "../../host/trace/malformed.ts";
import { bytesOfText, textOf } from "../../host/trace/text.ts";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

for (const [given, text] of [
  ["", ""],
  ["/a b", "/a b"],
  ["\\", "\\134"],
  ["\\012", "\\134012"],
  ["\n\0\x7f", "\\012\\000\\177"],
  ["\xc3\xa9", "é"],
  ["\xff\xc3", "\\377\\303"],
  ["\xc2\x85", "\\302\\205"],
  ["\xf0\x9f\x98\x80", "😀"],
  ["\xed\xb0\x80", "\\355\\260\\200"],
] as const) {
  test(`${JSON.stringify(given)} stands as ${text}`, () => {
    assert.is(textOf(bytes(given)), text);
    assert.equal(bytesOfText(text), bytes(given));
  });
}

test("any bytes survive, also through JSON, and in one way only", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (given) => {
      const text: string = JSON.parse(JSON.stringify(textOf(given)));
      assert.equal(bytesOfText(text), given);
      assert.ok(text.isWellFormed());
      assert.not.match(text, /\p{Cc}/u);
      assert.equal(octets(hexadecimal(given)), given);
    }),
    { numRuns: 2000 },
  );
});

for (const text of ["\\", "\\8", "\\400", "a\\01", "\ud800"]) {
  test(`${JSON.stringify(text)} stands for no bytes`, () => assert.is(bytesOfText(text), undefined));
}

/** Rooms of the fixed structures, and of what is counted. */
const ROOMS = { statx: 48, fstatfs: 16, statmount: 700, mountinfo: 80, fdpath: 80, getdents: 80 } as const;

test("whatever an effect gives survives as facts", () => {
  const anything = fc.constantFrom(...(Object.keys(ROOMS) as (keyof typeof ROOMS)[])).chain((op) => {
    const least = op === "statx" || op === "fstatfs" ? ROOMS[op] : 0;
    return fc.tuple(fc.constant(op), fc.uint8Array({ minLength: least, maxLength: ROOMS[op] }));
  });
  fc.assert(
    fc.property(anything, ([op, given]) => {
      // The kernel writes the size first.
      if (op === "statmount" && given.length >= 512) given.set([1], 0);
      const facts: Json = JSON.parse(JSON.stringify(factsOf(op, given)));
      assert.equal(bytesOfFacts(op, facts, ROOMS[op]), given);
    }),
    { numRuns: 2000 },
  );
});

for (const [name, op, facts] of [
  ["a field that there is not", "statx", { inode: "1" }],
  ["a number that is too large", "statx", { mode: 2 ** 32 }],
  ["a negative number", "statx", { ino: "-1" }],
  ["a text instead", "statx", "text"],
  ["a text that is too long", "fdpath", "x".repeat(81)],
  ["strings that are too long", "statmount", { size: 1, strings: "x".repeat(200) }],
  ["no hexadecimal text", "getdents", "0x"],
] as const) {
  test(`refused: ${name}`, () => {
    assert.throws(() => bytesOfFacts(op, facts, ROOMS[op]));
  });
}

test.run();
