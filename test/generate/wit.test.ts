import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseWit } from "../../scripts/generate/wit/parser.ts";
import { resolveWorld } from "../../scripts/generate/wit/resolve.ts";
import { tokens, WitError } from "../../scripts/generate/wit/tokens.ts";
import { TORTURE_WIT } from "./torture.ts";
import { PLANNER_WIT, planner } from "./world.ts";

const inInterface = (text: string) =>
  `package a:b;\ninterface i {\n${text}\n}\nworld w { use i.{t}; export f: func(it: t); }`;

test("tokens know their places, and the docs before them", () => {
  const found = tokens("/// one\n/// two\nrecord %list {\n\t/** three */ a-b2: u8,\n}");
  assert.equal(
    found.map(({ kind, text, line, column }) => [kind, text, line, column]),
    [
      ["word", "record", 3, 1],
      ["word", "list", 3, 8],
      ["sign", "{", 3, 14],
      ["word", "a-b2", 4, 15],
      ["sign", ":", 4, 19],
      ["word", "u8", 4, 21],
      ["sign", ",", 4, 23],
      ["sign", "}", 5, 1],
      ["end", "", 5, 2],
    ],
  );
  assert.equal([found[0]?.docs, found[3]?.docs, found[5]?.docs], [["one", "two"], ["three"], []]);
  assert.equal([found[0]?.escaped, found[1]?.escaped], [false, true]);
});

test("the planner's own file: functions, docs, and every type that they reach in the order of the source", () => {
  assert.equal([planner.package, planner.version, planner.name], ["layermount:planner", "0.1.0", "planner"]);
  assert.equal(
    planner.functions.map((item) => item.name),
    ["next", "describe", "words", "erofs-layer", "rules"],
  );
  const places = planner.definitions.map((definition) =>
    PLANNER_WIT.search(new RegExp(` (${definition.kind}) ${definition.name} {`)),
  );
  assert.ok(places.every((place, i) => place > (places[i - 1] ?? 0)));
  const way = planner.definitions.find((definition) => definition.name === "way");
  assert.equal(way?.docs, ["How the layers of an overlay are named to the kernel."]);
});

test("packages, versions, uses under another name, gates, escaped names and every shape of type", () => {
  const source = parseWit(`
    /// About it.
    package a:b@1.2.3-rc.1+build.5;
    @since(version = 0.1.0)
    interface one { @unstable(feature = x) type t = u8; use two.{r as s}; g: func(a: t,) -> s; h: func(); }
    interface two { record r { %type: u8, } enum e { a, } }
    world w {
      import one;
      import two;
      use one.{t as mine};
      import i: func() -> result;
      type local = tuple<result<_, u8>, result<mine>, option<list<char>>>;
      export f: func(x: local) -> mine;
      export a:b/one@1.2.3-rc.1+build.5;
    }`);
  assert.equal([source.name, source.version, source.docs], ["a:b", "1.2.3-rc.1+build.5", ["About it."]]);
  const [world] = source.worlds;
  assert.equal(world?.importedInterfaces, ["one", "two"]);
  assert.equal(world?.exportedInterfaces, ["a:b/one@1.2.3-rc.1+build.5"]);
  assert.equal(
    world?.imported.map((item) => item.name),
    ["i"],
  );
  const { functions } = resolveWorld(source);
  assert.equal(
    functions.map((item) => item.exported),
    ["f", "a:b/one@1.2.3-rc.1+build.5#g", "a:b/one@1.2.3-rc.1+build.5#h"],
  );
  const u8 = { kind: "primitive", name: "u8" };
  assert.equal(functions[0]?.result, u8);
  assert.equal(functions[0]?.parameters[0]?.type, {
    kind: "tuple",
    elements: [
      { kind: "result", ok: undefined, error: u8 },
      { kind: "result", ok: u8, error: undefined },
      { kind: "option", some: { kind: "list", element: { kind: "primitive", name: "char" } } },
    ],
  });
});

test("a name used through two interfaces is the same type", () => {
  const world = resolveWorld(
    parseWit(`package a:b;
      interface one { enum e { x } }
      interface two { use one.{e as d}; record r { it: d } }
      world w { use one.{e}; use two.{r, d}; export f: func(a: r) -> d; export g: func() -> e; }`),
  );
  const [f, g] = world.functions;
  assert.is(f?.result, g?.result);
  assert.equal(
    world.definitions.map((definition) => definition.name),
    ["e", "r"],
  );
});

const WRONG: readonly (readonly [name: string, source: string, message: RegExp])[] = [
  ["a stray character", "package a:b;\n  ?", /^2:3: unexpected character "\?"/],
  ["an open comment", "package a:b; /* /* */", /^1:14: a block comment that does not end/],
  ["no package", "world w {}", /^1:1: expected `package`, found `world`/],
  ["a missing semicolon", "package a:b\nworld w {}", /^2:1: expected `;`/],
  ["an unknown item", "package a:b; component c {}", /^1:14: expected `interface` or `world`/],
  ["a keyword as a name", inInterface("record t { record: u8 }"), /^3:12: `record` is a keyword: write `%record`/],
  ["no name", inInterface("record { a: u8 }"), /^3:8: expected a name, found `{`/],
  ["a missing comma", inInterface("record t { a: u8 b: u8 }"), /^3:18: expected `,`, found `b`/],
  ["the end too early", "package a:b; interface i { record t { a: u8,", /expected a name, found the end/],
  ["an unknown type", inInterface("record t { a: u9 }"), /^3:15: no type `u9`/],
  [
    "a type that is used but not there",
    "package a:b;\ninterface i {}\nworld w { use i.{t}; export f: func(a: t); }",
    /no type `t`/,
  ],
  [
    "uses in a circle",
    "package a:b;\ninterface i {use j.{t};}\ninterface j { use i.{t}; }\nworld w { use i.{t}; export f: func(a: t); }",
    /no type `t`/,
  ],
  ["an unknown interface", "package a:b; world w { use i.{t}; }", /^1:24: no interface `i`/],
  ["a type in itself", inInterface("record t { a: list<t> }"), /^3:20: `t` contains itself/],
  ["two types of one name", inInterface("enum t { a }\nenum t { b }"), /^4:6: a second type `t`/],
  ["two fields of one name", inInterface("record t { a: u8, a: u16 }"), /^3:19: a second `a`/],
  ["no members", inInterface("flags t {}"), /^3:7: `t` has no members/],
  ["two worlds", "package a:b; world v {} world w {}", /^1:31: expected one world/],
  ["resources", inInterface("resource t;"), /^3:1: `resource` is not supported/],
  ["handles", inInterface("type t = own<x>;"), /^3:10: `own` is not supported/],
  ["lists of fixed length", inInterface("type t = list<u8, 4>;"), /^3:17: lists of fixed length/],
  ["async functions", "package a:b; world w { export f: async func(); }", /`async` is not supported/],
  ["includes", "package a:b; world w { include v; }", /^1:24: `include` is not supported/],
  ["a gate that does not end", "package a:b; @since(", /a gate that does not end/],
];

for (const [name, source, message] of WRONG) {
  test(`an error with its place: ${name}`, () => {
    try {
      resolveWorld(parseWit(source));
      assert.unreachable("accepted");
    } catch (error) {
      assert.instance(error, WitError);
      assert.match((error as WitError).message, message);
    }
  });
}

test("no source, however it is cut, is anything but read or refused with a place", () => {
  for (let i = 0; i < TORTURE_WIT.length; i++) {
    try {
      resolveWorld(parseWit(TORTURE_WIT.slice(0, i)));
    } catch (error) {
      assert.instance(error, WitError, `cut at ${i}`);
    }
  }
});

test.run();
