import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Bytes } from "../../core-wasm/bytes/bytes.ts";
import { reserve, reset } from "../../core-wasm/memory/memory.ts";
import { escapedLength, isDangling, needsEscape, putEscaped, unescaped } from "../../core-wasm/words/escape.ts";
import { bytes, text } from "../support/bytes.ts";
import { names, understand } from "../support/told.ts";

function withEscapes(name: string): string {
  const from = bytes(name);
  const length = escapedLength(from);
  const to = reserve(length + 8);
  assert.is(putEscaped(to, from), length);
  return text(new Bytes(to, length));
}

const ROWS: ReadonlyArray<readonly [string, string]> = [
  ["", ""],
  ["/plain/name-1_2.3", "/plain/name-1_2.3"],
  ["a:b", "a\\:b"],
  ["a,b", "a\\,b"],
  ["a\\b", "a\\\\b"],
  ["\\", "\\\\"],
  [":,\\", "\\:\\,\\\\"],
  ["\\:", "\\\\\\:"],
  ['"a b"\n\t=\xff\x01', '"a b"\n\t=\xff\x01'],
  ["a\\", "a\\\\"],
];
for (const [name, escaped] of ROWS) {
  test(`escape: ${JSON.stringify(name)} -> ${JSON.stringify(escaped)}, and back`, () => {
    reset();
    assert.is(withEscapes(name), escaped);
    assert.is(text(unescaped(bytes(escaped))), name);
    assert.is(needsEscape(bytes(name)), name !== escaped);
    assert.not.ok(isDangling(bytes(escaped)));
  });
}

const UNESCAPED: ReadonlyArray<readonly [string, string]> = [
  ["\\a\\b", "ab"],
  ["\\\\\\", "\\"],
  ["\\", ""],
  ["a\\", "a"],
];
for (const [value, name] of UNESCAPED) {
  test(`unescape as the kernel does: ${value} -> ${name}`, () => {
    reset();
    assert.is(text(unescaped(bytes(value))), name);
  });
}

const DANGLING: ReadonlyArray<readonly [string, boolean]> = [
  ["", false],
  ["\\", true],
  ["\\\\", false],
  ["a\\\\\\", true],
  ["\\a", false],
];
for (const [word, dangling] of DANGLING) {
  test(`a lone backslash at the end: ${JSON.stringify(word)} ${dangling}`, () => {
    reset();
    assert.is(isDangling(bytes(word)), dangling);
  });
}

/** Names out of bytes that matter, and of any. */
const name = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "/", ":", ",", "\\", '"', " ", "\n", "=", "\xff"), maxLength: 24 }),
  fc.uint8Array({ maxLength: 300 }).map((content) => Buffer.from(content).toString("latin1")),
);

test("unescape(escape(x)) = x for any bytes", () => {
  fc.assert(
    fc.property(name, (one) => {
      reset();
      assert.is(text(unescaped(bytes(withEscapes(one)))), one);
    }),
    { numRuns: 2000 },
  );
});

test("escaped names joined as lowerdir=, upperdir= and workdir= in one element are read as they were", () => {
  const path = name.filter((one) => one.length > 0 && !one.includes("\0") && !one.includes("{{"));
  fc.assert(
    fc.property(fc.array(path, { minLength: 1, maxLength: 12 }), path, path, (lowers, upper, work) => {
      reset();
      const list = lowers.map(withEscapes).join(":");
      const element = `ro,lowerdir=${list},upperdir=${withEscapes(upper)},workdir=${withEscapes(work)},x`;
      fc.pre(!element.includes("{{"));
      const { meaning, ok } = understand([element], { overlay: true });
      assert.ok(ok);
      assert.equal(names(meaning.lowers), lowers);
      assert.equal(names([meaning.upper ?? bytes(""), meaning.work ?? bytes("")]), [upper, work]);
      assert.equal(names(meaning.data), ["x"]);
      assert.is(
        meaning.special,
        lowers.some((one) => /[:,\\]/.test(one)),
      );
    }),
    { numRuns: 1000 },
  );
});

test.run();
