/**
 * How layers are named from a common directory: on a name's boundary, not by prefix (peers.md T2), the names
 * themselves never split nor replaced (T7, T8). containerd's tables of LongestCommonPrefix, CompactLowerdir and
 * GetCommonDirectory (containerd.md section 6), as far as their inputs are paths that a mount can have.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { reset } from "../../core-wasm/memory/memory.ts";
import type { Named } from "../../core-wasm/names/named.ts";
import { Naming } from "../../core-wasm/names/naming.ts";
import { bytes, text } from "../support/bytes.ts";

function shownName(named: Named): string {
  return named.parent < 0 ? text(named.name) : `${named.parent} ${text(named.name)}`;
}

/** How many bytes all of them begin with in common. */
function sharedBytes([first = "", ...others]: readonly string[]): number {
  let shared = 0;
  while (shared < first.length && others.every((other) => other[shared] === first[shared])) shared++;
  return shared;
}

interface Spelled {
  readonly parents: readonly string[];
  readonly names: readonly string[];
}

function naming(layers: readonly string[], upper?: string, work?: string, mapped = false): Naming {
  reset();
  return new Naming(
    layers.map((layer) => bytes(layer)),
    sharedBytes(layers),
    true,
    upper === undefined ? null : bytes(upper),
    work === undefined ? null : bytes(work),
    mapped,
  );
}

function spelled(names: Naming): Spelled {
  const tops = [names.upper, names.work].filter((named) => named !== null);
  return { parents: names.parents.map(text), names: [...names.layers, ...tops].map(shownName) };
}

/** Every name with its parent is the path that was asked for. */
function resolved(names: Naming): string[] {
  const tops = [names.upper, names.work].filter((named) => named !== null);
  return [...names.layers, ...tops].map((named) => {
    const parent = names.parents[named.parent];
    return parent === undefined ? text(named.name) : `${text(parent)}/${text(named.name)}`;
  });
}

type Row = readonly [what: string, layers: readonly string[], parent: string, names: readonly string[]];

const fs = (id: number) => `/snapshots/${id}/fs`;
const descending = [79, 78, 77, 76, 75, 74, 73];

const TABLE: readonly Row[] = [
  ["one layer", ["/foo/bar"], "/foo", ["bar"]],
  ["one layer in the root", ["/foo"], "", ["foo"]],
  ["two in the root", ["/foo", "/bar"], "", ["foo", "bar"]],
  ["the same twice", ["/a/foo", "/a/foo"], "/a", ["foo", "foo"]],
  ["a name that begins another", ["/a/foo", "/a/foobar"], "/a", ["foo", "foobar"]],
  ["a directory that begins another", ["/a/foo/fs", "/a/foobar/fs"], "/a", ["foo/fs", "foobar/fs"]],
  ["1 and 10", [fs(1), fs(10)], "/snapshots", ["1/fs", "10/fs"]],
  ["1, 10 and 2", [fs(1), fs(10), fs(2)], "/snapshots", ["1/fs", "10/fs", "2/fs"]],
  ["other directories", [fs(1), "/other_snapshots/1/fs"], "", ["snapshots/1/fs", "other_snapshots/1/fs"]],
  ["nothing in common", ["/completely/1", "/totally/1"], "", ["completely/1", "totally/1"]],
  ["numbers of five digits", [37712, 16590, 16585].map(fs), "/snapshots", ["37712/fs", "16590/fs", "16585/fs"]],
  ["seven in a row", descending.map(fs), "/snapshots", descending.map((id) => `${id}/fs`)],
  ["one of containerd's", [fs(16585)], "/snapshots/16585", ["fs"]],
  ["the common directory again inside", ["/a/b/a/b", "/a/b/c"], "/a/b", ["a/b", "c"]],
  ["the common directory as a name", ["/dir/dir/dir", "/dir/dirdir"], "/dir", ["dir/dir", "dirdir"]],
  ["one inside the other", ["/a/b", "/a/b/c"], "/a", ["b", "b/c"]],
  ["the other way round", ["/a/b/c", "/a/b"], "/a", ["b/c", "b"]],
  ["colons, commas, backslashes", ["/a:b/c,d", "/a:b/e\\"], "/a:b", ["c,d", "e\\"]],
  ["a common part that ends in a name", ["/a/x:1", "/a/x:2"], "/a", ["x:1", "x:2"]],
  ["quotes, spaces, newlines", ['/a/"', "/a/ ", "/a/\n"], "/a", ['"', " ", "\n"]],
  ["bytes that are no UTF-8", ["/\xff\xfe/\x80", "/\xff\xfe/\x81"], "/\xff\xfe", ["\x80", "\x81"]],
  ["names of dots", ["/a/...", "/a/..b"], "/a", ["...", "..b"]],
];

for (const [what, layers, parent, names] of TABLE) {
  test(what, () => {
    const made = naming(layers);
    assert.equal(spelled(made), { parents: [parent], names: names.map((name) => `0 ${name}`) });
    assert.equal(resolved(made), layers);
  });
}

test("upperdir and workdir are named from the layers' directory where they lie in it", () => {
  const made = naming([fs(1), fs(2)], "/snapshots/3/fs", "/snapshots/3/work");
  assert.equal(spelled(made).names.slice(2), ["0 3/fs", "0 3/work"]);
});

test("a directory whose name the layers' begins is another one", () => {
  const made = naming(["/a/b/1", "/a/b/2"], "/a/bc/upper", "/a/b");
  assert.equal(spelled(made).names.slice(2), ["/a/bc/upper", "/a/b"]);
});

test("far from the layers they get a parent together, or one each", () => {
  const both = naming(["/a/1", "/a/2"], "/c/t/up", "/c/t/work");
  assert.ok(both.shortenUpper());
  assert.equal(spelled(both), { parents: ["/a", "/c/t"], names: ["0 1", "0 2", "1 up", "1 work"] });
  assert.not.ok(both.shortenUpper());
  const each = naming(["/a/1", "/a/2"], "/c/up", "/d/work");
  assert.ok(each.shortenUpper());
  assert.equal(spelled(each), { parents: ["/a", "/c", "/d"], names: ["0 1", "0 2", "1 up", "2 work"] });
});

test("a split gives each directory beneath a parent of its own", () => {
  const made = naming(["/p/a/x/1", "/p/b/1", "/p/a/x/2"]);
  assert.ok(made.split());
  assert.equal(spelled(made), { parents: ["/p/a/x", "/p/b"], names: ["0 1", "1 1", "0 2"] });
  assert.equal(resolved(made), ["/p/a/x/1", "/p/b/1", "/p/a/x/2"]);
});

test("a split takes no name along that leads elsewhere then", () => {
  const made = naming(["/p/a/1", "/p/b/1", "/p/a/2"], "/p/up", "/p/a/work");
  assert.ok(made.split());
  assert.equal(spelled(made).names.slice(3), ["/p/up", "0 work"]);
  assert.equal(resolved(made), ["/p/a/1", "/p/b/1", "/p/a/2", "/p/up", "/p/a/work"]);
});

test("what lies directly in the common directory cannot be split from it", () => {
  assert.not.ok(naming(["/p/1", "/p/2"]).split());
  assert.not.ok(naming(["/p/a/1", "/p/2"]).split());
});

test("more directories than descriptors are left as they are", () => {
  const layers = Array.from({ length: 17 }, (_, i) => `/p/${i}/fs`);
  const made = naming(layers);
  assert.not.ok(made.split());
  assert.equal(resolved(made), layers);
});

test("splitting again and again still leads to every layer", () => {
  const layers = Array.from({ length: 24 }, (_, i) => `/r/${i % 2}/${i % 3}/${i % 4}/${i}`);
  const made = naming(layers, "/r/0/up", "/r/1/2/work");
  const asked = [...layers, "/r/0/up", "/r/1/2/work"];
  let splits = 0;
  while (made.split() || made.shortenUpper()) {
    splits++;
    assert.equal(resolved(made), asked);
    assert.ok(made.parents.length <= 16);
  }
  assert.ok(splits > 1);
});

/** Directories of which an id-mapped clone is made. */
function cloned(layers: readonly string[]): string[] {
  const names = naming(layers, "/s/9/fs", "/s/9/work", true);
  const parents = names.parents.filter((_, i) => names.isCloned(i));
  return [...parents, ...names.layers.filter((layer) => layer.isOwn()).map(({ full }) => full)].map(text);
}

for (const [layers, wanted] of [
  // Nothing beside a single layer is mapped, unlike containerd's (containerd.md section 7.3, 12).
  [["/s/1/fs"], ["/s/1/fs"]],
  [["/s/1/fs", "/s/2/fs"], ["/s"]],
  [
    ["/a/1", "/b/2"],
    ["/a/1", "/b/2"],
  ],
  [
    ["/a/1", "/b/2", "/b/3"],
    ["/b", "/a/1"],
  ],
  [
    ["/1", "/2"],
    ["/1", "/2"],
  ],
] as const) {
  test(`cloned for id maps of ${layers.join(", ")}`, () => assert.equal(cloned(layers), wanted));
}

test.run();
