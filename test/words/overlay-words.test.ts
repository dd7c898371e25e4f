import { test } from "uvu";
import * as assert from "uvu/assert";
import { reset } from "../../core-wasm/memory/memory.ts";
import { Refusal } from "../../core-wasm/refusal/refusal.ts";
import { Meaning } from "../../core-wasm/words/meaning.ts";
import { Words } from "../../core-wasm/words/words.ts";
import { bytes } from "../support/bytes.ts";
import { names, told, understand } from "../support/told.ts";

type Rows = ReadonlyArray<readonly [readonly string[], string]>;

function table(title: string, rows: Rows): void {
  for (const [options, meaning] of rows) {
    test(`${title}: ${JSON.stringify(options)}`, () => assert.is(told(options, { overlay: true }), meaning));
  }
}

table("lowerdir=", [
  [["lowerdir=/a"], "lower /a"],
  [["lowerdir=/a:/b:c"], "lower /a | /b | c"],
  [["lowerdir=/a:/b,ro"], "set ro; lower /a | /b"],
  [["ro,lowerdir=/a:/b,index=off"], "set ro; lower /a | /b; data index=off"],
  [["lowerdir=/a/:/b//:."], "lower /a/ | /b// | ."],
  [['lowerdir=/a b:/c"d:/e=f:/\xc3\xa4:\n'], 'lower /a b | /c"d | /e=f | /\xc3\xa4 | \n'],
  [['lowerdir=/"a,ro'], 'set ro; lower /"a'],
  [["lowerdir=[a:z-9:@Z:~"], "lower [a | z-9 | @Z | ~"],
]);

table("T7: an escaped byte is never split at again", [
  [["lowerdir=/a\\:b:/c\\,d:/e\\\\f"], "lower /a:b | /c,d | /e\\f"],
  [["lowerdir=\\:a:b\\:"], "lower :a | b:"],
  [["lowerdir=\\\\:\\\\\\:"], "lower \\ | \\:"],
  [["lowerdir=\\a\\b:c"], "lower ab | c"],
  [["lowerdir=/a\\,ro,nodev"], "set nodev; lower /a,ro"],
  [["lowerdir=/a\\\\,ro"], "set ro; lower /a\\"],
  [["lowerdir=/a\\,upperdir=x:/b"], "lower /a,upperdir=x | /b"],
  [["lowerdir=/l,upperdir=/a\\:b\\,c\\\\d,workdir=/w\\,"], "lower /l; upper /a:b,c\\d; work /w,"],
  // Nothing needs an escape in upperdir= but a comma and a backslash.
  [["lowerdir=/l", "upperdir=/a:b", "workdir=/w::"], "lower /l; upper /a:b; work /w::"],
]);

table("data-only layers", [
  [["lowerdir=/a::/d"], "lower /a; data-only /d"],
  [["lowerdir=/a:/b::/c::/d,ro"], "set ro; lower /a | /b; data-only /c | /d"],
  [["lowerdir=/a\\::/b::/c\\:"], "lower /a: | /b; data-only /c:"],
  [["lowerdir+=/a", "lowerdir+=/b", "datadir+=/c", "datadir+=/d"], "lower /a | /b; data-only /c | /d"],
]);

table("lowerdir+= and datadir+= are literal", [
  [["lowerdir+=/a:b", "lowerdir+=/c"], "lower /a:b | /c"],
  [["lowerdir+=/a\\:b\\\\c"], "lower /a\\:b\\\\c"],
  [["lowerdir+=/a\\,b,lowerdir+=/c"], "lower /a\\,b | /c"],
  [["lowerdir+=/a\\"], "lower /a\\"],
  [['lowerdir+=/a"b,ro'], 'set ro; lower /a"b'],
  [["lowerdir+=/a,b"], "lower /a; data b"],
  [["lowerdir+=/a", "datadir+=/d:e"], "lower /a; data-only /d:e"],
]);

table("upperdir= and workdir=", [
  [["upperdir=/u,workdir=/w,lowerdir=/l"], "lower /l; upper /u; work /w"],
  [["workdir=/w", "upperdir=/u", "lowerdir=/l"], "lower /l; upper /u; work /w"],
  [["upperdir=/1,upperdir=/2,workdir=/w,workdir=/x,lowerdir=/l"], "lower /l; upper /2; work /x"],
  [["workdir=/w,lowerdir=/a:/b"], "refused words.workdir-alone: /w"],
  [["upperdir=/u,lowerdir=/a"], "refused words.upperdir-alone: /u"],
  [["upperdir=,workdir=/w"], "refused words.empty-directory: upperdir="],
  [["workdir="], "refused words.empty-directory: workdir="],
]);

table("a list that the kernel refuses, or would read otherwise than it was meant", [
  [["lowerdir="], "refused words.lowerdir-empty: "],
  [["lowerdir=:/a"], "refused words.lowerdir-append: :/a"],
  [["lowerdir=:"], "refused words.lowerdir-append: :"],
  [["lowerdir=::/a"], "refused words.lowerdir-append: ::/a"],
  [["lowerdir=/a:"], "refused words.lowerdir-empty: /a:"],
  [["lowerdir=/a:,ro"], "refused words.lowerdir-empty: /a:"],
  [["lowerdir=/a::"], "refused words.lowerdir-empty: /a::"],
  [["lowerdir=/a:::/b"], "refused words.lowerdir-empty: /a:::/b"],
  [["lowerdir=/a::/b:/c"], "refused words.lowerdir-after-data: /a::/b:/c"],
  [["lowerdir=/a::/b:"], "refused words.lowerdir-after-data: /a::/b:"],
  [["lowerdir=/a\\"], "refused words.dangling-escape: /a\\"],
  [["lowerdir=\\"], "refused words.dangling-escape: \\"],
  [["lowerdir=/l", "upperdir=/u\\", "workdir=/w"], "refused words.dangling-escape: upperdir=/u\\"],
  [["x=\\"], "refused words.dangling-escape: x=\\"],
  [["x=\\\\"], "data x=\\\\"],
  [["lowerdir=/a:/b,lowerdir=/c"], "refused words.lowerdir-twice: lowerdir=/c"],
  [["lowerdir=/a\\:b", "lowerdir=/c"], "refused words.lowerdir-twice: lowerdir=/c"],
  [["lowerdir+=/a", "lowerdir=/b:/c"], "refused words.lowerdir-mixed: lowerdir=/b:/c"],
  [["lowerdir=/b:/c", "lowerdir+=/a"], "refused words.lowerdir-mixed: lowerdir+=/a"],
  [["lowerdir=/b:/c", "datadir+=/a"], "refused words.lowerdir-mixed: datadir+=/a"],
  [["datadir+=/d", "lowerdir=/b:/c"], "refused words.lowerdir-mixed: lowerdir=/b:/c"],
  [["lowerdir+=/a", "datadir+=/d", "lowerdir+=/b"], "refused words.lowerdir-after-data: lowerdir+=/b"],
  [["datadir+=/d"], "refused words.data-only-alone: /d"],
  [["lowerdir+="], "refused words.empty-directory: lowerdir+="],
  [["lowerdir+=/a,datadir+=,ro"], "refused words.empty-directory: datadir+="],
  [["lowerdir=/a\0b:/c"], "refused words.nul: lowerdir=/a\0b:/c"],
  [["upperdir=/a\0"], "refused words.nul: upperdir=/a\0"],
  [["lowerdir={{ overlay 0 4 }}"], "refused words.template: lowerdir={{ overlay 0 4 }}"],
  [["lowerdir=/a{{b}}:/c"], "refused words.template: lowerdir=/a{{b}}:/c"],
  [["lowerdir=abcd{{ef:/c"], "refused words.template: lowerdir=abcd{{ef:/c"],
  [["lowerdir=/a{b:/c}:|"], "lower /a{b | /c} | |"],
  [["upperdir={{ mount 0 }}/upper"], "refused words.template: upperdir={{ mount 0 }}/upper"],
]);

test("the refusal names the layer at which the list goes wrong", () => {
  const layers = Array.from({ length: 300 }, (_, i) => `/var/lib/layers/${i}`);
  // Two colons would begin the data-only layers; the third one leaves a layer without a name.
  layers[217] = ":";
  const { refusal } = understand([`lowerdir=${layers.join(":")}`], { overlay: true });
  assert.is(refusal.layer, 217);
  assert.is(refusal.needs, 217);
  assert.is(refusal.item.length, 80);
});

const KNOWN = [
  "index=off,redirect_dir=on,metacopy=on,xino=auto,nfs_export=on,userxattr",
  "volatile,fsync=volatile,uuid=null,verity=require",
  "default_permissions,override_creds,lowerdir_x=1,upperdirs=2,lowerdir,bogus=a:b",
];
for (const words of KNOWN) {
  test(`what overlayfs itself knows, or nobody, is passed on in order: ${words}`, () => {
    const data = `data ${words.split(",").join(" | ")}`;
    assert.is(told([words], { overlay: true }), data);
    assert.is(told(words.split(","), { overlay: true }), data);
    assert.is(told([`ro,${words},nodev`], { overlay: true }), `set ro nodev; ${data}`);
  });
}

const TYPED: Rows = [
  [["index=off,ro"], "set ro; data index=off"],
  [["lowerdir=/a:/b"], "refused words.layers-given: lowerdir=/a:/b"],
  [["lowerdir=/a\\:b"], "refused words.layers-given: lowerdir=/a\\:b"],
  [["lowerdir+=/a"], "refused words.layers-given: lowerdir+=/a"],
  [["upperdir=/a,workdir=/w"], "refused words.layers-given: upperdir=/a"],
  [["workdir=/w"], "refused words.layers-given: workdir=/w"],
  [["datadir+=/d"], "data-only /d"],
];
for (const [options, meaning] of TYPED) {
  test(`layers given by themselves: ${JSON.stringify(options)}`, () => {
    assert.is(told(options, { overlay: true, typed: true }), meaning);
  });
}

const SPECIAL: ReadonlyArray<readonly [string, boolean]> = [
  ["lowerdir=/a:/b::/c", false],
  ["lowerdir=/a b:/\xff", false],
  ["lowerdir=/a\\:b", true],
  ["lowerdir+=/a,lowerdir+=/b", false],
  ["lowerdir+=/a:b", true],
  ["lowerdir+=/a,datadir+=/b\\", true],
];
for (const [words, special] of SPECIAL) {
  test(`whether a name needs an escape again: ${words}`, () => {
    assert.is(understand([words], { overlay: true }).meaning.special, special);
  });
}

test("a list ends where its element ends, also where memory goes on alike", () => {
  reset();
  const meaning = new Meaning();
  const words = new Words(true, false, meaning, new Refusal());
  const longer = bytes("lowerdir=/layers/abcdefgh:/layers/abcdefgh,ro");
  assert.ok(words.add(longer.slice(0, longer.length - 5)) && words.finish());
  assert.equal(names(meaning.lowers), ["/layers/abcdefgh", "/layers/abcdef"]);
});

test("20,000 layers in one list are refused, 16,384 are read", () => {
  const list = (count: number): string[] => [`lowerdir=${Array.from({ length: count }, (_, i) => i).join(":")}`];
  assert.is(understand(list(16_384), { overlay: true }).meaning.lowers.length, 16_384);
  assert.match(told(list(20_000), { overlay: true }), /^refused words.many: 0:1:2/);
});

test.run();
