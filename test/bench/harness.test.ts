/** The arithmetic of the benchmarks and the reading of strace, on values that are known. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Prepared } from "./contender.ts";
import { readOptions } from "./options.ts";
import { interleave } from "./rounds.ts";
import { differenceOf, lineThrough, randomFrom, ratioOf, shuffled } from "./statistics.ts";
import { callsOf, pieces } from "./strace.ts";
import { table } from "./table.ts";

test("a line through points of a line is that line", () => {
  const line = lineThrough([1, 10, 55, 500].map((layers) => [layers, 300 + 7 * layers] as const));
  assert.ok(Math.abs(line.perLayer - 7) < 1e-9 && Math.abs(line.constant - 300) < 1e-6, JSON.stringify(line));
  assert.ok(line.rSquared > 0.999999);
  const bent = lineThrough([1, 10, 55, 500].map((layers) => [layers, layers * layers] as const));
  assert.ok(bent.rSquared < 0.999, "a bend is seen");
});

test("a ratio is that of the medians, and its spread that of whole rounds", () => {
  const base = [100, 101, 99, 250, 100, 98, 102];
  const doubled = base.map((time) => time * 2);
  const paired = ratioOf(doubled, base, randomFrom(1));
  assert.is(paired.value, 2);
  assert.is(paired.spread, 0, "a disturbance that hits both sides of a round is none of the ratio's");
  const single = ratioOf([100, 300, 90, 280], [100, 100, 100, 100], randomFrom(1));
  assert.ok(single.spread > 0.5, JSON.stringify(single));
});

test("a difference is that of the medians over the same rounds", () => {
  const base = [100, 101, 99, 250, 100, 98, 102];
  const later = base.map((time) => time + 40);
  assert.equal(differenceOf(later, base, randomFrom(1)), { value: 40, spread: 0 });
  assert.ok(differenceOf([100, 300, 90, 280], [100, 100, 100, 100], randomFrom(1)).spread > 10);
});

test("the same seed gives the same order, another seed another one", () => {
  const order = (seed: number) => shuffled([...Array(20).keys()], randomFrom(seed)).join();
  assert.is(order(5), order(5));
  assert.is.not(order(5), order(6));
});

test("a turn is five mounts, its first one kept apart", async () => {
  let mounts = 0;
  const sample = async () => ({ spent: 1000 + 10 * (mounts % 5), whole: 7 });
  const counted: Prepared = {
    unmount: sample,
    mount: () => {
      const taken = sample();
      mounts++;
      return taken;
    },
  };
  const entry = { case: { layers: 2, mode: "rw" }, prepared: new Map([["one", counted]]), cannot: new Map() } as const;
  const [measured] = await interleave([entry], { rounds: 3 }, randomFrom(1));
  assert.is(mounts, 15);
  const times = measured?.times.get("one");
  assert.equal(times?.firstMount, [1000, 1000, 1000]);
  assert.equal(times?.mount, [1025, 1025, 1025]);
});

test("strace: calls that were cut in two are whole again, in the order of their beginnings", () => {
  const calls = callsOf(
    [
      '7  write(1, "go\\n", 3) = 3',
      '8  openat(AT_FDCWD, "/a", O_PATH <unfinished ...>',
      "7  fchdir(9)  = 0",
      "8  <... openat resumed>) = 9",
      '7  mount("a", "b", "c", 0, "d") = -1 EINVAL (Invalid argument)',
    ].join("\n"),
  );
  const [before, after] = pieces(calls);
  assert.equal(before, []);
  assert.equal(
    after?.map(({ thread, name, arguments: words, result }) => `${thread} ${name}(${words}) ${result}`),
    [
      '8 openat(AT_FDCWD, "/a", O_PATH) 9',
      "7 fchdir(9) 0",
      '7 mount("a", "b", "c", 0, "d") -1 EINVAL (Invalid argument)',
    ],
  );
});

test("a table is as wide as its cells", () => {
  assert.is(
    table(
      ["", "µs"],
      [
        ["rw", "7"],
        ["read-only", "1234"],
      ],
    ),
    "             µs\n───────────────\nrw            7\nread-only  1234",
  );
});

test("options: what is short, what is wrong", () => {
  const short = readOptions(["--short"]);
  assert.ok(short !== "help" && short.rounds === 3 && short.short);
  const timed = readOptions(["--for", "10", "--seed", "3"]);
  assert.ok(timed !== "help" && timed.seconds === 10 && timed.rounds === undefined && timed.seed === 3);
  assert.is(readOptions(["-h"]), "help");
  for (const wrong of [["--rounds", "0"], ["--sizes", "2,x"], ["--for", "1.5"], ["--unknown"]]) {
    assert.throws(() => readOptions(wrong), undefined, wrong.join(" "));
  }
});

test.run();
