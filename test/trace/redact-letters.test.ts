/** Names in other letters compare as they did. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { surrogateBytes } from "../../host/bytes.ts";
import { Letters } from "../../host/trace/redact/letters.ts";
import { isKept } from "../../host/trace/redact/words.ts";

for (const [why, names, tokens] of [
  ["a name that another begins with", ["layer1", "layer10", "layer2"], ["aaaaa0", "aaaaa00", "aaaaa1"]],
  ["kinds of letters", ["Top7", "top7", "9top"], ["Aaa0", "aaa0", "0aaa"]],
  ["what is no letter stays", ['x y:z,\\"=\n-_.'], ['a a:a,\\"=\n-_.']],
  ["longer characters that are no letters", ["x×", "y😀"], ["a×", "b😀"]],
  ["bytes that are no UTF-8", ["\udcffab", "z\udc80"], ["\udcffaa", "a\udc80"]],
  ["letters of two, three and four bytes", ["jé", "jж", "漢字", "𠀋"], ["aÀ", "aÁ", "ぁぁ", "𐀀"]],
  ["beside a byte that is no UTF-8", ["xж", "x\udcff"], ["aж", "a\udcff"]],
  [
    "words, and what begins like them",
    ["overlay", "overlays", "ovum", "quiz"],
    ["overlay", "overlaya", "ovfa", "paaa"],
  ],
] as const) {
  test(`letters: ${why}`, () => {
    const letters = new Letters(names, isKept);
    assert.equal(
      names.map((name) => letters.name(name)),
      tokens,
    );
  });
}

for (const [why, text, said] of [
  ["between other words", "failed to resolve '/srv/wombat': -2", "failed to resolve '/caa/daaaaa': -2"],
  ["at both ends", "srv/wombat", "caa/daaaaa"],
  ["the longest", "wombat burrow=1", "daaaaa aaaaaa=1"],
  ["only whole ones", "wombats awombat srvs", "wombats awombat srvs"],
  ["none", "no such file", "no such file"],
] as const) {
  test(`names in a sentence: ${why}`, () => {
    const letters = new Letters(["srv", "wombat", "wombat burrow", "quokka", "burrow"], isKept);
    assert.is(letters.sentence(text), said);
  });
}

const SOME = "abcdeyzABZ0189.- :\\éèжя漢字😀𠀋\udcff\udc80";
const name = fc.string({ unit: fc.constantFrom(...SOME), minLength: 1, maxLength: 6 });
/** Also names that begin alike, and words that stay. */
const names = fc
  .array(fc.oneof(name, fc.constantFrom("work", "proc", "fd"), fc.tuple(fc.constantFrom("work", "ab"), name)), {
    minLength: 2,
    maxLength: 12,
  })
  .map((some) => some.map((one) => (typeof one === "string" ? one : one.join(""))));

function everyNames(what: string, holds: (names: readonly string[], letters: Letters) => void): void {
  test(what, () => {
    fc.assert(
      fc.property(names, (some) => holds(some, new Letters(some, isKept))),
      { numRuns: 2000 },
    );
  });
}

function order(a: string, b: string): number {
  return Buffer.compare(surrogateBytes(a), surrogateBytes(b));
}

/** How many characters two names begin with in common. */
function shared(a: string, b: string): number {
  const [ours, theirs] = [[...a], [...b]];
  const end = ours.findIndex((letter, i) => letter !== theirs[i]);
  return end < 0 ? ours.length : end;
}

everyNames("order, equality and what they begin with in common", (some, letters) => {
  for (const a of some) {
    for (const b of some) {
      const [x, y] = [letters.name(a), letters.name(b)];
      assert.is(order(x, y), order(a, b), `${a} ${b}: ${x} ${y}`);
      assert.is(shared(x, y), shared(a, b), `${a} ${b}: ${x} ${y}`);
    }
  }
});

everyNames("length in bytes, the kind of every letter, and what is none", (some, letters) => {
  const kinds = [/\d/g, /[A-Z]/g, /[a-z]/g, /[À-\u07ff]/g, /[\u0900-\ud7ff]/g, /[\u{10000}-\u{10ffff}]/gu];
  const kindsOf = (text: string) => kinds.reduce((rest, kind, i) => rest.replace(kind, `${i}`), text);
  for (const one of some) {
    const token = letters.name(one);
    assert.is(surrogateBytes(token).length, surrogateBytes(one).length);
    assert.is(kindsOf(token), kindsOf(one));
  }
});

everyNames("the same whatever order they come in, and once more", (some, letters) => {
  const tokens = some.map((one) => letters.name(one));
  const backwards = new Letters([...some].reverse(), isKept);
  const again = new Letters(tokens, isKept);
  assert.equal(
    some.map((one) => backwards.name(one)),
    tokens,
  );
  assert.equal(
    tokens.map((token) => again.name(token)),
    tokens,
  );
});

test.run();
