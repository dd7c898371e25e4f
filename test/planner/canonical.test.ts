import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as core from "../../core-wasm/generated/types.ts";
import { MEMORY_BYTES, plainMemory } from "../../core-wasm/memory/memory.ts";
import * as codec from "../../host/planner/generated/codec.ts";
import { pascal } from "../../scripts/generate/names.ts";
import { damage, damaged } from "../generate/damage.ts";
import { arbitrary } from "../generate/values.ts";
import { readView } from "../generate/views.ts";
import { exported, takers } from "../generate/world.ts";

type Check = (base: number, size: number) => boolean;
const memory = plainMemory();

/** Puts a message between bytes of one kind and checks it; true when nothing around it has changed. */
function checked(
  check: Check,
  message: Uint8Array,
  at: number,
  around: number,
): [accepted: boolean, after: Uint8Array] {
  memory.fill(around, at - 64, Math.min(at + message.length + 64, MEMORY_BYTES));
  memory.set(message, at);
  const accepted = check(at, message.length);
  for (let i = 1; i <= 64; i++) {
    const behind = at + message.length + i - 1;
    assert.ok(memory[at - i] === around && (behind >= MEMORY_BYTES || memory[behind] === around), "written outside");
  }
  return [accepted, memory.slice(at, at + message.length)];
}

/** Places of a message that hold pointers: they are what the check makes addresses of. */
function pointers(message: Uint8Array, after: Uint8Array): number[] {
  const words = (bytes: Uint8Array) => new Uint32Array(bytes.slice().buffer);
  const changed = words(after);
  return [...words(message).entries()].filter(([i, word]) => word !== changed[i]).map(([i]) => i * 4);
}

for (const [declared, parameter, type] of takers()) {
  const encode = exported<(value: unknown) => Uint8Array>(codec, `encode${pascal(declared.name)}Parameter`);
  const check = exported<Check>(core, `check${pascal(parameter)}`);
  const end = (size: number) => (MEMORY_BYTES - size) & ~7;

  test(`${declared.name}: damaged, it is refused or the one form of another value; nothing outside is read`, () => {
    let refused = 0;
    let taken = 0;
    fc.assert(
      fc.property(arbitrary(type), fc.array(damage, { minLength: 1, maxLength: 3 }), (value, damages) => {
        const message = damages.reduce(damaged, encode(value));
        // At the end of the memory a word read behind it throws; between other bytes the answer must be the same.
        const [accepted, after] = checked(check, message, end(message.length), 0);
        const there = checked(check, message, 1 << 16, 0xff)[0];
        assert.is(there, checked(check, message, 1 << 16, 1)[0]);
        if (message.length % 8 === 0) assert.is(there, accepted);
        if (accepted) {
          taken++;
          memory.set(after, end(message.length));
          const again = encode(readView(type, end(message.length)));
          assert.ok(Buffer.from(again).equals(message), "two forms of one value");
        } else refused++;
      }),
      { numRuns: 20000 },
    );
    assert.ok(refused > 5000 && taken > 500, `both happen: ${refused} refused, ${taken} taken`);
  });

  test(`${declared.name}: no pointer can be another one, and no length`, () => {
    fc.assert(
      fc.property(arbitrary(type), fc.nat(), fc.integer({ min: -64, max: 64 }), (value, which, by) => {
        const message = encode(value);
        const places = pointers(message, checked(check, message, 1 << 16, 0)[1]);
        const place = places[which % Math.max(1, places.length)];
        if (place === undefined || by === 0) return;
        for (const at of [place, place + 4]) {
          const copy = message.slice();
          const view = new DataView(copy.buffer);
          view.setInt32(at, view.getInt32(at, true) + by, true);
          if (at === place) assert.not(checked(check, copy, 1 << 16, 0)[0], `the pointer at ${at} by ${by}`);
          else checkedLength(copy, at);
        }
      }),
      { numRuns: 5000 },
    );
  });

  /** Another length moves what follows: it can only hold when it is the last piece and padding takes it up. */
  const checkedLength = (copy: Uint8Array, at: number): void => {
    const [accepted, after] = checked(check, copy, 1 << 16, 0);
    if (!accepted) return;
    memory.set(after, 1 << 16);
    assert.ok(Buffer.from(encode(readView(type, 1 << 16))).equals(copy), `the length at ${at} gives a second form`);
  };

  test(`${declared.name}: whatever the bytes, they are answered`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => {
        const accepted = checked(check, bytes, end(bytes.length), 0)[0];
        assert.type(accepted, "boolean");
      }),
      { numRuns: 20000 },
    );
  });
}

test("padding that is not zero is refused: after a flag, in a case that is shorter, and at the end", () => {
  const value = { fstype: "a", source: "", target: "", options: [], lowers: [], upper: "b", work: undefined };
  const message = codec.encodeWordsParameter(value);
  assert.ok(checked(core.checkMount, message, 1 << 16, 0)[0]);
  const used = new Set<number>();
  const upper = 40;
  const work = 52;
  // fstype's and upper's pointer and length, the four discriminants, and the two bytes out of line.
  for (const [at, size] of [
    [0, 8],
    [upper, 1],
    [upper + 4, 8],
    [work, 1],
    // Maps that are there and empty are maps of no range.
    [64, 1],
    [76, 1],
    [88, 2],
  ] as const) {
    for (let i = 0; i < size; i++) used.add(at + i);
  }
  for (let i = 0; i < message.length; i++) {
    if (used.has(i)) continue;
    const copy = message.slice();
    copy[i] = 1;
    assert.not(checked(core.checkMount, copy, 1 << 16, 0)[0], `byte ${i}`);
  }
});

test("the work of a check is linear: lists cannot share their elements", () => {
  const message = codec.encodeErofsLayerParameter(
    Array.from({ length: 64 }, () => ({
      fstype: "",
      source: "",
      target: "",
      options: ["a", "b"],
      lowers: [],
    })),
  );
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const options = (mount: number) => 8 + mount * 88 + 24;
  view.setUint32(options(1), view.getUint32(options(0), true), true);
  assert.not(checked(core.checkMounts, message, 1 << 16, 0)[0]);
});

test.run();
