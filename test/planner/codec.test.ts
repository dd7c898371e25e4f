import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as core from "../../core-wasm/generated/types.ts";
import { plainMemory, reserve, reset } from "../../core-wasm/memory/memory.ts";
import * as codec from "../../host/planner/generated/codec.ts";
import { pascal } from "../../scripts/generate/names.ts";
import { writeResult } from "../generate/drafts.ts";
import { arbitrary } from "../generate/values.ts";
import { readView } from "../generate/views.ts";
import { exported, planner, takers } from "../generate/world.ts";

type Check = (base: number, size: number) => boolean;
const RUNS = { numRuns: 2000 };

for (const [declared, parameter, type] of takers()) {
  const name = pascal(declared.name);
  const encode = exported<(value: unknown) => Uint8Array>(codec, `encode${name}Parameter`);
  const into = exported<(target: Uint8Array, value: unknown) => number>(codec, `encode${name}Into`);
  const check = exported<Check>(core, `check${pascal(parameter)}`);

  test(`${declared.name}: what the host encodes is what the core's views read`, () => {
    fc.assert(
      fc.property(arbitrary(type), (value) => {
        reset();
        const message = encode(value);
        const at = reserve(message.length);
        plainMemory().set(message, at);
        assert.ok(check(at, message.length), "refused");
        assert.ok(Bun.deepEquals(readView(type, at), value, true), "another value");
      }),
      RUNS,
    );
  });

  test(`${declared.name}: encoding into memory gives the same bytes, whatever was there, and none outside`, () => {
    fc.assert(
      fc.property(arbitrary(type), fc.nat(200), (value, room) => {
        const message = encode(value);
        const memory = new Uint8Array(message.length + 272).fill(0xa5);
        const target = memory.subarray(8, 8 + message.length + 256);
        assert.is(into(target, value), message.length);
        assert.ok(Buffer.from(memory.buffer, 8, message.length).equals(message), "other bytes");

        const before = memory.fill(0xa5).slice();
        const short = memory.subarray(8, 8 + Math.min(room, message.length - 1));
        const size = into(short, value);
        assert.ok(size < 0 && -size >= message.length && -size < message.length + 8 * 1024, `enough: ${size}`);
        before.set(short, 8);
        assert.ok(Buffer.from(memory).equals(before), "written outside");
      }),
      RUNS,
    );
  });
}

for (const declared of planner.functions) {
  if (declared.result === undefined) continue;
  const decode = exported<(message: Uint8Array, copies?: boolean) => unknown>(
    codec,
    `decode${pascal(declared.name)}Result`,
  );

  test(`${declared.name}: what the core's drafts write is what the host decodes`, () => {
    fc.assert(
      fc.property(arbitrary(declared.result as NonNullable<typeof declared.result>), (value) => {
        reset();
        const message = writeResult(declared, value);
        assert.ok(Bun.deepEquals(decode(message), value, true), "another value");
        assert.ok(Bun.deepEquals(decode(message, false), value, true), "another value without copies");
      }),
      RUNS,
    );
  });

  test(`${declared.name}: a message that was cut short or damaged gives no bytes from outside of it`, () => {
    const value = arbitrary(declared.result as NonNullable<typeof declared.result>);
    fc.assert(
      fc.property(value, fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }), (value, cut, place, byte) => {
        reset();
        const whole = writeResult(declared, value);
        const memory = new Uint8Array(whole.length * 3);
        const damaged = memory.subarray(whole.length, whole.length + (cut % (whole.length + 1)));
        damaged.set(whole.subarray(0, damaged.length));
        if (damaged.length > 0) damaged[place % damaged.length] = byte;
        try {
          for (const bytes of views(decode(damaged, false))) {
            const start = bytes.byteOffset - damaged.byteOffset;
            assert.ok(start >= 0 && start + bytes.length <= damaged.length, "bytes from outside");
          }
        } catch (error) {
          if (error instanceof assert.Assertion) throw error;
          assert.ok(error instanceof Error && /MessageError|RangeError|TypeError/.test(error.name), String(error));
        }
      }),
      RUNS,
    );
  });
}

/** All bytes in a value. */
function views(value: unknown): Uint8Array[] {
  if (value instanceof Uint8Array) return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(views) : [];
}

test("a text keeps a byte order mark at its start", () => {
  reset();
  const rules = planner.functions.find((item) => item.name === "rules");
  assert.ok(rules);
  const rule = { id: "\ufeffa", kind: "note", sentence: "", hint: "", source: "" };
  assert.equal(codec.decodeRulesResult(writeResult(rules, [rule])), [rule]);
});

test("a list that reaches out of its message is an error, not a shorter list", () => {
  reset();
  const declared = planner.functions.find((item) => item.name === "erofs-layer");
  assert.ok(declared);
  const message = writeResult(declared, { ok: true, value: new Uint8Array(8).fill(7) });
  const length = new DataView(message.buffer).getUint32(8, true);
  assert.is(length, 8);
  assert.is(message.length, 88);
  for (const wrong of [9, 0x7fffffff, 0xffffffff]) {
    new DataView(message.buffer).setUint32(8, wrong, true);
    assert.throws(() => codec.decodeErofsLayerResult(message), /does not lie in the message/);
  }
  assert.throws(() => codec.decodeErofsLayerResult(message.subarray(0, 79)), /fewer than 80/);
});

test("numbers out of range, unknown names and places that are not aligned are refused, not rounded", () => {
  const request = (mountId: bigint, devMajor: number, tag = "check") =>
    ({
      request: {
        tag,
        value: {
          target: "/",
          mounts: [{ target: "", mountId, unique: true, devMajor, devMinor: 0, ino: 1n, tree: false }],
        },
      },
      capabilities: {
        pageSize: 4096,
        valueMax: 256,
        lowerMax: 500,
        pathMax: 4096,
        fsconfigTotal: 0,
        features: {},
        privilege: "full",
      },
      observations: [],
    }) as unknown as Parameters<typeof codec.encodeNextParameter>[0];
  assert.ok(codec.encodeNextParameter(request(2n ** 64n - 1n, 0xffffffff)).length > 0);
  assert.throws(() => codec.encodeNextParameter(request(2n ** 64n, 0)), /64 bits/);
  assert.throws(() => codec.encodeNextParameter(request(-1n, 0)), /64 bits/);
  for (const wrong of [-1, 0.5, 2 ** 32, Number.NaN]) {
    assert.throws(() => codec.encodeNextParameter(request(1n, wrong)), /whole number/);
  }
  assert.throws(() => codec.encodeNextParameter(request(1n, 0, "remount")), /none of/);
  assert.throws(() => codec.encodeNextInto(new Uint8Array(4096).subarray(4), request(1n, 0)), /multiple of 8/);
});

test.run();
