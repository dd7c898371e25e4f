// Paths come as text or as bytes: what becomes of each.
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as core from "../../core-wasm/generated/types.ts";
import { plainMemory, reserve, reset } from "../../core-wasm/memory/memory.ts";
import * as codec from "../../host/planner/generated/codec.ts";
import type { Mount } from "../../host/planner/generated/types.ts";

const RUNS = { numRuns: 2000 };

const mount = (lowers: readonly (string | Uint8Array)[], upper?: string | Uint8Array): Mount => ({
  fstype: "overlay",
  source: "overlay",
  target: "",
  options: [],
  lowers,
  upper,
});

test("text stands for its UTF-8, alone and in lists, with or without other characters than ASCII", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const path = fc.oneof(fc.string({ unit: "binary", maxLength: 8 }), fc.string({ unit: "binary-ascii", maxLength: 8 }));
  fc.assert(
    fc.property(fc.array(path, { maxLength: 9 }), path, fc.nat(9), (lowers, upper, texts) => {
      const asText = codec.encodeWordsParameter(mount(lowers, upper));
      const asBytes = codec.encodeWordsParameter(mount(lowers.map(bytes), bytes(upper)));
      const mixed = codec.encodeWordsParameter(
        mount(
          lowers.map((one, i) => (i < texts ? one : bytes(one))),
          upper,
        ),
      );
      assert.ok(Buffer.from(asText).equals(asBytes), "text");
      assert.ok(Buffer.from(mixed).equals(asBytes), "mixed");
    }),
    RUNS,
  );
});

test("half a surrogate pair names no path, also where two halves of two texts would make a whole", () => {
  for (const lowers of [["/a\ud800"], ["/a", "/b", "/c\ud83d", "\ude00/d"]]) {
    assert.throws(() => codec.encodeWordsParameter(mount(lowers)), /surrogate/);
  }
  assert.throws(() => codec.encodeWordsParameter(mount([], "\udfff")), /surrogate/);
});

test("a large list of paths goes in, in text and in bytes, through memory that is made for it", () => {
  const lowers = Array.from({ length: 4000 }, (_, i) => `/layers/${"x".repeat(120)}/${i}`);
  const message = codec.encodeWordsParameter(mount(lowers));
  assert.ok(message.length > 1 << 19);
  assert.ok(Buffer.from(codec.encodeWordsParameter(mount(lowers.map((one) => Buffer.from(one))))).equals(message));
  reset();
  const at = reserve(message.length);
  plainMemory().set(message, at);
  assert.ok(core.checkMount(at, message.length));
  assert.is(new core.Mount(at).lowers.length, 4000);
  assert.ok(new core.Mount(at).lowers.get(3999).is(lowers[3999] as string));
});

test.run();
