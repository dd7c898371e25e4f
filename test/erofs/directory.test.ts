import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { MountCase } from "../support/bytes.ts";
import { recognise } from "../support/recognise.ts";

// Which directory is meant: by an upperdir, by a template, by a path.

const E: MountCase = { type: "erofs", source: "/s/6/layer.erofs", options: ["ro", "loop"] };
const stacked = (...options: string[]): MountCase => ({ type: "format/mkdir/overlay", source: "overlay", options });

const UPPERS: ReadonlyArray<readonly [string, readonly string[], string]> = [
  ["several words in one element", ["lowerdir=/l,upperdir=/s/7/fs,workdir=/s/7/work"], "/s/7"],
  ["escapes", ["upperdir=/s\\,t\\:u/7/fs", "lowerdir=/l"], "/s,t:u/7"],
  ["an escaped comma before what looks like a word", ["lowerdir=/l\\,upperdir=/x/y", "upperdir=/s/7/fs"], "/s/7"],
  ["the last one wins", ["upperdir=/a/1/fs", "upperdir=/a/2/fs"], "/a/2"],
  ["a template that names a mount", ["upperdir={{ mount 0 }}/upper"], "/s/6"],
  ["a template without spaces", ["upperdir={{mount 0}}/upper"], "/s/6"],
  [
    "a template of the mount itself",
    ["upperdir={{ mount 1 }}/upper"],
    "refused erofs.template: {{ mount 1 }}/upper (mount 1)",
  ],
  [
    "a template of nothing",
    ["upperdir={{ mount 99999999999 }}"],
    "refused erofs.template: {{ mount 99999999999 }} (mount 1)",
  ],
  ["another template", ["upperdir={{ target 0 }}"], "refused erofs.template: {{ target 0 }} (mount 1)"],
  ["a broken template", ["upperdir={{ mount 0"], "refused erofs.template: {{ mount 0 (mount 1)"],
  ["a template inside a name", ["upperdir=/a/{{ mount 0 }}"], "refused erofs.template: /a/{{ mount 0 }} (mount 1)"],
  ["relative", ["upperdir=7/fs"], "refused erofs.no-directory: 7/fs (mount 1)"],
  ["empty", ["upperdir="], "refused erofs.no-directory:  (mount 1)"],
  ["a lone backslash", ["upperdir=/a/b\\"], "refused words.dangling-escape: upperdir=/a/b\\ (mount 1)"],
  ["an open quote", ['upperdir=/a/b,context="x'], 'refused words.quote: upperdir=/a/b,context="x (mount 1)'],
];
for (const [what, options, answer] of UPPERS) {
  test(`upperdir, ${what} -> ${answer}`, () => assert.is(recognise([E, stacked(...options)]), answer));
}

test("layers given by themselves: upper, else the first mount's source", () => {
  assert.is(
    recognise([{ type: "overlay", source: "overlay", lowers: ["/l"], upper: "/s,7/7/fs", work: "/w" }]),
    "/s,7/7",
  );
  assert.is(recognise([E, { type: "overlay", lowers: ["/l", "/m"] }]), "/s/6");
});

const PATHS: ReadonlyArray<readonly [string, string]> = [
  ["/a/b/c", "/a/b"],
  ["/a//b//c", "/a//b"],
  ["/a/b/", "/a"],
  ["/a/b//", "/a"],
  ["/a", "/"],
  ["//a", "/"],
  ["/a/./b", "/a/."],
  ["/a/../b", "/a/.."],
  ["/\xff\n/b", "/\xff\n"],
  ["/", "refused erofs.no-directory: / (mount 0)"],
  ["", "refused erofs.no-directory:  (mount 0)"],
  ["a/b", "refused erofs.no-directory: a/b (mount 0)"],
  ["/a/b\0c", "refused erofs.no-directory: /a/b\0c (mount 0)"],
];
for (const [source, answer] of PATHS) {
  test(`the directory of ${JSON.stringify(source)} -> ${JSON.stringify(answer)}`, () => {
    assert.is(recognise([{ type: "bind", source }]), answer);
  });
}

test("any list: no exception, an absolute directory or a refusal", () => {
  const part = fc.constantFrom(
    "/",
    "a",
    "{{",
    "}}",
    " ",
    "mount",
    "0",
    "1",
    "upperdir=",
    "lowerdir=",
    ",",
    "\\",
    '"',
    "\0",
    "=",
  );
  const text = fc.array(part, { maxLength: 10 }).map((parts) => parts.join(""));
  const type = fc.constantFrom(
    "bind",
    "erofs",
    "overlay",
    "format/mkdir/overlay",
    "mkfs/ext4",
    "format/bind",
    "tmpfs",
    "",
  );
  const mount = fc.record({ type, source: text, options: fc.array(text, { maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(mount, { maxLength: 5 }), (mounts) => {
      assert.match(recognise(mounts), /^\/|^refused (erofs|words)\./);
    }),
    { numRuns: 4000 },
  );
});

test.run();
