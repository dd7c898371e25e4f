import { test } from "uvu";
import * as assert from "uvu/assert";
import { told } from "../support/told.ts";

/** Word, its inverse, and the flag of mount(2) that the word sets. */
const PAIRS: ReadonlyArray<readonly [string, string, string]> = [
  ["ro", "rw", "ro"],
  ["nosuid", "suid", "nosuid"],
  ["nodev", "dev", "nodev"],
  ["noexec", "exec", "noexec"],
  ["noatime", "atime", "noatime"],
  ["relatime", "norelatime", "relatime"],
  ["strictatime", "nostrictatime", "strictatime"],
  ["nodiratime", "diratime", "nodiratime"],
  ["lazytime", "nolazytime", "lazytime"],
  ["sync", "async", "sync"],
  ["mand", "nomand", "mand"],
  ["iversion", "noiversion", "iversion"],
  ["nosymfollow", "symfollow", "nosymfollow"],
  ["silent", "loud", "silent"],
];

for (const overlay of [false, true]) {
  const where = overlay ? " of an overlay" : "";
  for (const [word, inverse, flag] of PAIRS) {
    test(`T3: ${word} and ${inverse}${where}: the last one wins, and the inverse clears`, () => {
      assert.is(told([word], { overlay }), `set ${flag}`);
      assert.is(told([inverse], { overlay }), `clear ${flag}`);
      assert.is(told([word, inverse], { overlay }), `clear ${flag}`);
      assert.is(told([inverse, word], { overlay }), `set ${flag}`);
      assert.is(told([`${word},${inverse},${word}`], { overlay }), `set ${flag}`);
      assert.is(told([`${inverse},${word}`, inverse], { overlay }), `clear ${flag}`);
    });
  }
}

const ROWS: ReadonlyArray<readonly [string, string]> = [
  ["bind", "set bind"],
  ["rbind", "set bind rec"],
  ["rbind,ro", "set ro bind rec"],
  ["dirsync", "set dirsync"],
  ["", "nothing"],
  ["defaults", "nothing"],
  ["ro,defaults", "set ro"],
  ["nosuid,nodev,noexec,noatime", "set nosuid nodev noexec noatime"],
  ["suid,dev,exec,rw,async", "clear ro nosuid nodev noexec sync"],
  // Upper case, a space or a part of a word is no word.
  ["RO", "data RO"],
  [" ro", "data  ro"],
  ["r", "data r"],
  ["roo", "data roo"],
  ["noatimes", "data noatimes"],
];
for (const [words, meaning] of ROWS) {
  test(`flags: ${JSON.stringify(words)} -> ${meaning}`, () => assert.is(told([words]), meaning));
}

const ATIME: ReadonlyArray<readonly [string, string]> = [
  ["noatime,strictatime", "set strictatime"],
  ["strictatime,noatime", "set noatime"],
  ["noatime,relatime", "set relatime"],
  ["relatime,noatime", "set noatime"],
  ["relatime,strictatime", "set strictatime"],
  ["strictatime,relatime", "set relatime"],
  ["strictatime,nostrictatime,noatime", "set noatime; clear strictatime"],
  ["noatime,nodiratime,lazytime", "set noatime nodiratime lazytime"],
];
for (const [words, meaning] of ATIME) {
  test(`access times are one choice of three: ${words} -> ${meaning}`, () => assert.is(told([words]), meaning));
}

const PROPAGATION: ReadonlyArray<readonly [string, string]> = [
  ["private", "then private"],
  ["rprivate", "then rec private"],
  ["shared", "then shared"],
  ["rshared", "then rec shared"],
  ["slave", "then slave"],
  ["rslave", "then rec slave"],
  ["unbindable", "then unbindable"],
  ["runbindable", "then rec unbindable"],
  ["rshared,private", "then private"],
  ["private,rshared", "then rec shared"],
  ["bind,ro,rslave", "set ro bind; then rec slave"],
];
for (const [words, meaning] of PROPAGATION) {
  test(`propagation is a change of its own: ${words} -> ${meaning}`, () => {
    assert.is(told([words]), meaning);
    assert.is(told([words], { overlay: true }), meaning);
  });
}

test.run();
