/** The index holds: every number is there, and what it names is. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { byRule, passes } from "./defect.ts";
import { DEFECTS, SECTIONS } from "./index.ts";
import { testNames, wrongWith } from "./look-up.ts";

test("every number once, in order", () => {
  const wanted = SECTIONS.flatMap(([section, first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => `${section}.${first + i}`),
  );
  assert.equal(
    DEFECTS.map(({ number }) => number),
    wanted,
  );
});

test("every test, case and rule that it names exists", async () => {
  const wrong: string[] = [];
  for (const { number, shown } of DEFECTS) {
    for (const one of shown) {
      const what = await wrongWith(one);
      if (what !== undefined) wrong.push(`${number}: ${what}`);
    }
  }
  assert.equal(wrong, []);
});

test("what does not exist is found out", async () => {
  const file = "cases/words.ts";
  assert.is(await wrongWith(byRule("words.remount", file, "words: remount")), undefined);
  assert.is(await wrongWith(byRule("words.nothing", file, "words: remount")), "no rule words.nothing");
  assert.is(await wrongWith(byRule("words.move", file, "words: remount")), "words: remount expects something else");
  assert.is(await wrongWith(passes(file, "words: remount")), "words: remount expects something else");
  assert.is(await wrongWith(passes(file, "words: nothing")), `no case words: nothing in ${file}`);
  assert.is(await wrongWith(passes("cases/none.ts", "words: remount")), "no file cases/none.ts");
  const tests = "incidents/index.test.ts";
  assert.is(await wrongWith(passes(tests, "every number once, in order")), undefined);
  assert.is(await wrongWith(passes(tests, "every number")), `no test every number in ${tests}`);
  assert.is(
    await wrongWith(
      byRule("user.large", "incidents/flags.test.ts", "an unmount that the kernel answers with EINVAL is no success"),
    ),
    "incidents/flags.test.ts does not name user.large",
  );
});

test("a test that is made from a table is named by a row of it", async () => {
  const [file, name] = [
    "erofs/recognise.test.ts",
    "no mounts (containerd panics) -> refused erofs.no-mounts:  (mount -1)",
  ];
  assert.is(await wrongWith(byRule("erofs.no-mounts", file, name)), undefined);
  const other = name.replace("panics", "sings");
  assert.is(await wrongWith(byRule("erofs.no-mounts", file, other)), `no test ${other} in ${file}`);
});

test("names are read from quotes and templates, and from nowhere else", () => {
  const quoted = 'test("a \\"b\\"", f);\nrun("no");';
  const template = "testUnless(\n  test,\n  missing ?? why(),\n  `@{x} of @{y.z}`, f);".replaceAll("@", "$");
  assert.equal(testNames(quoted + template), ['a "b"', "* of *"]);
});

test("none is open", () => {
  const open = DEFECTS.filter((defect) => defect.open !== undefined);
  assert.equal(
    open.map(({ number }) => number),
    [],
  );
});

test.run();
