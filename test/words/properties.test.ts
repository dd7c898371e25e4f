import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ruleId } from "../../core-wasm/generated/rules.ts";
import { plainMemory, reset } from "../../core-wasm/memory/memory.ts";
import { Refusal } from "../../core-wasm/refusal/refusal.ts";
import { Meaning } from "../../core-wasm/words/meaning.ts";
import { parseWords } from "../../core-wasm/words/parse.ts";
import { wordEnd } from "../../core-wasm/words/split.ts";
import { bytes, bytesList, text } from "../support/bytes.ts";
import { names, understand } from "../support/told.ts";

const FRAGMENTS = [
  "ro",
  "rw",
  "noexec",
  "exec",
  "defaults",
  "rslave",
  "loop",
  "user",
  "x-a",
  "X-mount.subdir=a",
  "remount",
  "index=off",
  "lowerdir=",
  "lowerdir+=",
  "datadir+=",
  "upperdir=",
  "workdir=",
  "uidmap=0:1:2",
  "gidmap=",
  "context=",
  '"',
  "{{",
  "}}",
  ",",
  ",",
  ",",
  ":",
  "::",
  "\\",
  "\\,",
  "\\:",
  "=",
  "/a",
  "/b",
  "0",
  "9:8:7",
  "-1",
  " ",
  "\n",
  "\0",
  "\x80",
  "\xff",
];
/** Elements of words and half words, and of any bytes. */
const element = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 14 }).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((content) => Buffer.from(content).toString("latin1")) },
);
const options = fc.array(element, { maxLength: 6 });
const RUNS = { numRuns: 4000 };

test("any bytes: no exception; a meaning, or a refusal by a rule of words", () => {
  const rules = new Set<string>();
  fc.assert(
    fc.property(options, fc.boolean(), fc.boolean(), (list, overlay, typed) => {
      const { ok, refusal, meaning } = understand(list, { overlay, typed });
      assert.is(ok, refusal.rule < 0);
      assert.is(meaning.flagsSet & meaning.flagsClear, 0);
      if (!ok) rules.add(ruleId(refusal.rule));
    }),
    RUNS,
  );
  for (const rule of rules) assert.ok(rule.startsWith("words."), rule);
  assert.ok(rules.size >= 12, `only ${[...rules].join(" ")}`);
});

test("T9: the input is never changed", () => {
  fc.assert(
    fc.property(options, fc.boolean(), (list, overlay) => {
      reset();
      const given = bytesList(list);
      const end = bytes("end").at;
      const before = plainMemory().slice(0, end);
      parseWords(given, overlay, false, new Meaning(), new Refusal());
      assert.is(Buffer.compare(plainMemory().subarray(0, end), before), 0);
    }),
    RUNS,
  );
});

test("what lay in memory before leaves no trace in the meaning", () => {
  fc.assert(
    fc.property(options, fc.integer({ min: 1, max: 40 }), (list, shift) => {
      const summary = (): unknown => {
        const { ok, refusal, meaning } = understand(list, { overlay: true });
        return [ok, refusal.rule, names(meaning.data), names(meaning.lowers), meaning.flagsSet, meaning.propagation];
      };
      const first = summary();
      plainMemory().fill(shift, 1024, 65536);
      assert.equal(summary(), first);
    }),
    { numRuns: 1000 },
  );
});

test("splitting loses nothing: the words joined by commas are the element", () => {
  fc.assert(
    fc.property(element, fc.boolean(), (one, literal) => {
      reset();
      const from = bytes(one);
      const words: string[] = [];
      let at = 0;
      while (at <= from.length) {
        const end = wordEnd(from, at, literal);
        if (end < 0) return;
        assert.ok(end >= at && end <= from.length);
        words.push(text(from.slice(at, end)));
        at = end + 1;
      }
      assert.is(words.join(","), one);
    }),
    RUNS,
  );
});

test("words split by hand or by us mean the same, where nothing protects a comma", () => {
  const plain = fc.array(fc.constantFrom("ro", "rw", "dev", "a=1", "b", "shared", "x-y", "", "noatime", "c:d"), {
    maxLength: 9,
  });
  fc.assert(
    fc.property(plain, (list) => {
      const told = ({ meaning }: ReturnType<typeof understand>): unknown => [
        meaning.flagsSet,
        meaning.flagsClear,
        meaning.propagation,
        names(meaning.data),
      ];
      assert.equal(told(understand(list)), told(understand([list.join(",")])));
    }),
    { numRuns: 1000 },
  );
});

test("work is bounded: a megabyte of anything hostile is read or refused at once", () => {
  const size = 1 << 20;
  const lead = ["", "lowerdir=", "upperdir=", "lowerdir+=", "uidmap=0", "a=", 'context="', "lowerdir=a"];
  const fill = [
    ",",
    ":",
    "\\",
    "\\:",
    "\\,",
    '"',
    '="',
    "{",
    "{ {",
    "a:",
    "a\\:",
    "a,",
    "/a",
    ",1",
    "\0",
    ",,:",
    "\\:a:",
  ];
  const start = performance.now();
  for (const before of lead) {
    for (const part of fill) {
      const { ok, refusal } = understand([before + part.repeat(size / part.length)], { overlay: true });
      assert.is(ok, refusal.rule < 0);
    }
  }
  // All 136 take about a second here; a quadratic one alone would take hours.
  assert.ok(performance.now() - start < 120_000);
});

test.run();
