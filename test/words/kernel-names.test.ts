import { test } from "uvu";
import * as assert from "uvu/assert";
import { Bytes } from "../../core-wasm/bytes/bytes.ts";
import { reserve, reset } from "../../core-wasm/memory/memory.ts";
import { escapedLength, putEscaped } from "../../core-wasm/words/escape.ts";
import { bytes, text } from "../support/bytes.ts";
import { umount } from "../support/libc.ts";
import { shown } from "../support/names.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { overlayByKeys } from "../support/overlay-keys.ts";
import { overlayLab } from "../support/overlay-lab.ts";
import { skipped } from "../support/skip.ts";
import { names, understand } from "../support/told.ts";

// T7: whether this kernel finds hostile names that were escaped by words/escape.ts, on real mounts.

const HIGH = Array.from({ length: 128 }, (_, i) => String.fromCharCode(0x80 + i));
const NAMES = [
  ...["a:b", "a,b", "a\\b", 'a"b', "a b", "a\nb", "a=b", "a,upperdir=x", "\\start", "end\\", " lead", "trail "],
  ...[
    "\\",
    "\\\\",
    ",",
    ":",
    "::",
    "\\,",
    "\\:",
    "=",
    "#",
    "\t",
    "\x01",
    "-o",
    '"',
    "{",
    "\x80\x9f\xa0\xfe\xff",
    ...HIGH,
  ],
];

/** The name as the core escapes it. */
function escaped(one: string): string {
  reset();
  const from = bytes(one);
  const to = reserve(escapedLength(from));
  return text(new Bytes(to, putEscaped(to, from)));
}

if (inPrivateNamespace(import.meta.filename)) {
  const lab = overlayLab();
  lab.make("plain");
  lab.write("plain/of-plain");

  for (const one of NAMES) {
    test(`a layer named ${shown(one)}, escaped in lowerdir=, and read back`, () => {
      const at = lab.layer(`layers/${one}`);
      for (const data of [`lowerdir=${escaped(at)}:plain`, `lowerdir=plain:${escaped(at)}`]) {
        assert.is(lab.overlay(data), 0);
        assert.is(lab.content("of-this"), at);
        assert.equal(lab.seen(), ["of-plain", "of-this"]);
        assert.ok(names(understand([data], { overlay: true }).meaning.lowers).includes(at));
      }
    });

    test(`upperdir and workdir named ${shown(one)}, escaped for mount(2)`, () => {
      const [upper, work] = [`top/${one}/u${one}`, `top/${one}/w${one}`];
      for (const path of [upper, work]) lab.make(path);
      assert.is(lab.overlay(`lowerdir=plain,upperdir=${escaped(upper)},workdir=${escaped(work)}`), 0);
      assert.ok(lab.arrives(upper));
    });
  }

  const byKeys = (keys: ReadonlyArray<readonly [string, string]>): number => {
    process.chdir(lab.path);
    const errno = overlayByKeys(keys, lab.target);
    process.chdir("/");
    return errno;
  };
  const missing = byKeys([
    ["lowerdir+", "plain"],
    ["lowerdir+", lab.layer("second")],
  ]);
  if (missing !== 0) {
    skipped("names by fsconfig", `lowerdir+ does not work here: errno ${missing}`);
  } else {
    umount(lab.target);
    for (const one of NAMES) {
      test(`upperdir and workdir named ${shown(one)}, escaped for fsconfig, above a literal lowerdir+`, () => {
        const [upper, work, lower] = [`keys/${one}/u`, `keys/${one}/w`, lab.layer(`layers/${one}`)];
        for (const path of [upper, work]) lab.make(path);
        const errno = byKeys([
          ["lowerdir+", lower],
          ["upperdir", escaped(upper)],
          ["workdir", escaped(work)],
        ]);
        assert.is(errno, 0);
        assert.is(lab.content("of-this"), lower);
        assert.ok(lab.arrives(upper));
      });
    }

    test("fsconfig takes escapes out of upperdir: a literal backslash opens another directory", () => {
      for (const path of ["literal\\,name", "literal,name", "literal-work"]) lab.make(path);
      const errno = byKeys([
        ["lowerdir+", "plain"],
        ["upperdir", "literal\\,name"],
        ["workdir", "literal-work"],
      ]);
      assert.is(errno, 0);
      assert.ok(lab.arrives("literal,name"));
    });
  }

  test.after(() => lab.remove());
  test.run();
}
