import { test } from "uvu";
import * as assert from "uvu/assert";
import { ascii, Bytes } from "../../core-wasm/bytes/bytes.ts";
import { get8, get32, MEMORY_BYTES, plainMemory, reset } from "../../core-wasm/memory/memory.ts";
import { MESSAGE_CAPACITY, Message } from "../../core-wasm/message/message.ts";

function dirty(): Message {
  reset();
  plainMemory().fill(0xa5);
  return new Message();
}

test("what is taken is aligned and zeroed, and so is the padding before it and at the end", () => {
  const out = dirty();
  assert.is(out.take(3, 1), out.base);
  assert.is(out.take(8, 8), out.base + 8);
  assert.is(out.bytes(ascii("x")), 16);
  assert.is(out.finish(), 24);
  assert.equal(
    [...plainMemory().subarray(out.base, out.base + 25)],
    [...new Array(16).fill(0), 0x78, ...new Array(7).fill(0), 0xa5],
  );
  assert.not(out.overflow);
});

test("pointers are relative to the start; what is empty has none", () => {
  const out = dirty();
  const root = out.take(24, 4);
  out.pointed(root, ascii("abc"));
  out.pointed(root + 8, ascii(""));
  assert.is(out.items(root + 16, 0, 8, 4), out.base);
  assert.equal(
    [0, 4, 8, 12, 16, 20].map((at) => get32(root + at)),
    [24, 3, 0, 0, 0, 0],
  );
  const first = out.items(root + 16, 2, 8, 4);
  assert.is(first, out.base + 28);
  assert.equal([get32(root + 16), get32(root + 20), get32(first)], [28, 2, 0]);
});

test("a text is written as UTF-8, up to the last character before surrogates and the last after", () => {
  for (const text of ["", "plain", "§ and – and ￮", "\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff"]) {
    const out = dirty();
    const root = out.take(8, 4);
    out.text(root, text);
    const at = out.base + get32(root);
    const written = plainMemory().slice(at, at + get32(root + 4));
    assert.equal(written, text === "" ? new Uint8Array() : new TextEncoder().encode(text));
    assert.is(out.length, 8 + written.length);
  }
});

test("what does not fit sets overflow, and nothing is written outside the region", () => {
  const large = new Bytes(MEMORY_BYTES - MESSAGE_CAPACITY, MESSAGE_CAPACITY);
  const cases: readonly ((out: Message) => void)[] = [
    (out) => void out.take(MESSAGE_CAPACITY + 1, 8),
    (out) => void out.take(MESSAGE_CAPACITY - 8, 1),
    (out) => out.pointed(out.take(8, 4), large),
    (out) => void out.items(out.take(8, 4), 0x7fffffff, 88, 8),
    (out) => void out.items(out.take(8, 4), (MESSAGE_CAPACITY / 8) | 0, 8, 4),
    (out) => {
      out.take(MESSAGE_CAPACITY - 48, 8);
      // Twenty characters, sixty bytes, and room for 32.
      out.text(out.base, "\uffff".repeat(20));
    },
  ];
  for (const [i, write] of cases.entries()) {
    const out = dirty();
    out.take(16, 8);
    write(out);
    assert.ok(out.overflow, `case ${i}`);
    assert.ok(out.length <= MESSAGE_CAPACITY);
    assert.ok(
      plainMemory()
        .subarray(out.base + MESSAGE_CAPACITY, out.base + MESSAGE_CAPACITY + 4096)
        .every((byte) => byte === 0xa5),
    );
    // Whatever is taken after it is there to be written to, and stays in the region.
    const at = out.take(4096, 8);
    assert.ok(at >= out.base && at + 4096 <= out.base + MESSAGE_CAPACITY, `case ${i}: ${at - out.base}`);
  }
});

test("exactly the capacity fits", () => {
  const out = dirty();
  out.take(MESSAGE_CAPACITY - 4, 8);
  assert.is(out.bytes(ascii("abcd")), MESSAGE_CAPACITY - 4);
  assert.is(out.finish(), MESSAGE_CAPACITY);
  assert.not(out.overflow);
  assert.is(get8(out.base + MESSAGE_CAPACITY - 1), 0x64);
  out.take(1, 1);
  assert.ok(out.overflow);
});

test.run();
