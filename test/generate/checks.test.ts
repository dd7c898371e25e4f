import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { plainMemory } from "../../core-wasm/memory/memory.ts";
import { Checks } from "../../scripts/generate/core/checks.ts";
import { hostCodec } from "../../scripts/generate/host/codec.ts";
import { HostTypes } from "../../scripts/generate/host/types.ts";
import { parseWit } from "../../scripts/generate/wit/parser.ts";
import { resolveWorld, type Type } from "../../scripts/generate/wit/resolve.ts";
import { damage, damaged } from "./damage.ts";
import { loaded } from "./load.ts";
import { TORTURE_WIT } from "./torture.ts";
import { arbitrary } from "./values.ts";
import { exported } from "./world.ts";

// What comes in holds bytes and no texts; all else is the torture as it is.
const world = resolveWorld(parseWit(TORTURE_WIT.replaceAll("string", "list<u8>")));
const torture = world.definitions.find((definition) => definition.name === "torture") as Type;

const checks = new Checks();
const root = checks.root("torture", torture);
const { checkTorture } = await loaded(
  `import { get8, get16, get32 } from "../memory/memory.ts";
   import { begin, ended, onlyFlags, place, placeBytes, placeBytesList, zeroes } from "../message/canonical.ts";
   ${[...checks.helpers(), root].join("\n")}`,
  "core-wasm/generated",
);
const check = checkTorture as (base: number, size: number) => boolean;
const codec = await loaded(hostCodec(world, new HostTypes(world)), "host/planner/generated");
const encode = exported<(value: unknown) => Uint8Array>(codec, "encodeTakeParameter");
const decode = exported<(message: Uint8Array) => unknown>(codec, "decodeGiveResult");
const AT = 1 << 16;

function accepted(message: Uint8Array): boolean {
  plainMemory().set(message, AT);
  return check(AT, message.length);
}

test("torture: the check takes every message of the encoder", () => {
  fc.assert(
    fc.property(arbitrary(torture), (value) => {
      assert.ok(accepted(encode(value)));
    }),
    { numRuns: 2000 },
  );
});

test("torture: a damaged message is refused, or is the one form of another value", () => {
  let taken = 0;
  fc.assert(
    fc.property(arbitrary(torture), fc.array(damage, { minLength: 1, maxLength: 2 }), (value, damages) => {
      const message = damages.reduce(damaged, encode(value));
      if (!accepted(message)) return;
      taken++;
      assert.ok(Buffer.from(encode(decode(message))).equals(message), "two forms of one value");
    }),
    { numRuns: 20000 },
  );
  assert.ok(taken > 500, `some are taken: ${taken}`);
});

test("torture: each byte that no value uses must be zero", () => {
  const none = { tag: "none" };
  const value = {
    first: false,
    maybe: undefined,
    maybeHalf: undefined,
    maybeColor: undefined,
    maybePair: undefined,
    few: { a: false, b: false, c: false },
    nine: {},
    all: {},
    text: new Uint8Array(),
    bytes: new Uint8Array(),
    halves: [],
    shapes: [],
    maybes: [],
    lists: [],
    tuples: [],
    outcome: { ok: false, error: "red" },
    deep: { tag: "left", value: none },
    deeps: [],
    odds: [],
    inners: [],
    last: 0,
  };
  const message = encode(value);
  assert.is(message.length, 216);
  // A one more is another value where there is a value; everywhere else it is padding, and refused.
  const free: number[] = [];
  for (let i = 0; i < message.length; i++) {
    const copy = message.slice();
    copy[i] = (copy[i] as number) + 1;
    if (accepted(copy)) free.push(i);
  }
  // first · the tags of the five options · few, nine and all (three bytes: 17 flags) · outcome's error · deep's tag
  // (right: ok: none) and the tag in it (byte) · last. outcome's own tag, at 104, is at its last case already.
  assert.equal(free, [0, 1, 4, 8, 16, 40, 42, 43, 44, 45, 46, 112, 120, 128, 208]);
});

test.run();
