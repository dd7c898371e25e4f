/** The command that boots kernels: what it is asked, and what it prints. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ALL_KERNELS, CI_KERNELS, help, readWanted } from "../../scripts/kernels/options.ts";
import { allPassed, type Run, tableOf } from "../../scripts/kernels/table.ts";
import { MARK, readLine } from "./lines.ts";

test("kernels by name, all of them, or those of CI", () => {
  const kernels = (...args: string[]) => {
    const wanted = readWanted(args);
    return wanted === "help" ? [] : wanted.kernels;
  };
  assert.equal(kernels(), ALL_KERNELS);
  assert.equal(kernels("--kernels", "ci"), CI_KERNELS);
  assert.equal(kernels("--kernels", "5.10,6.12.3,newest"), ["5.10", "6.12.3", "newest"]);
  assert.is(readWanted(["--help"]), "help");
  for (const name of ALL_KERNELS) assert.match(help, name);
});

test("what is no kernel is refused in words", () => {
  assert.throws(() => readWanted(["--kernels", "6.12,latest"]), /“latest” is no kernel/);
  assert.throws(() => readWanted(["--kernels", "../x"]), /is no kernel/);
  assert.throws(() => readWanted(["--limit", "soon"]), /seconds/);
  assert.throws(() => readWanted(["--kernel", "6.12"]), /--kernel/);
});

const run: Run = {
  kernel: "6.12",
  release: "6.12.117",
  lines: [
    { tag: "passed", tier: "root", name: "a" },
    { tag: "skipped", tier: "root", name: "b", why: "lowerdir-fd: EBADF" },
    { tag: "skipped", tier: "root", name: "c", why: "lowerdir-fd: EBADF" },
    { tag: "passed", tier: "ordinary", name: "a" },
  ],
  troubles: [],
  seconds: 61.4,
};

test("a line a tier, and for skips what the probe answered", () => {
  const table = tableOf([run]);
  assert.match(table, /6\.12 +6\.12\.117 +root +1 +0 +2 +61/);
  assert.match(table, /ordinary +1 +0 +0/);
  assert.match(table, "6.12, root, 2 × lowerdir-fd: EBADF");
  assert.ok(allPassed([run]));
});

test("a failed case, and a machine that did not come to its end, are failures", () => {
  const failed: Run = { ...run, lines: [{ tag: "failed", tier: "ordinary", name: "x", why: "one\ntwo" }] };
  assert.not(allPassed([run, failed]));
  assert.match(tableOf([failed]), "6.12, ordinary: x\n  one\n  two");
  const silent: Run = { ...run, troubles: ["the tier root said nothing"] };
  assert.not(allPassed([silent]));
  assert.match(tableOf([silent]), "6.12: the tier root said nothing");
});

test("lines of the guest are told from what else is printed", () => {
  assert.is(readLine("Segmentation fault"), undefined);
  assert.equal(readLine(`${MARK}{"tag":"passed","tier":"root","name":"a"}`), {
    tag: "passed",
    tier: "root",
    name: "a",
  });
});

test.run();
