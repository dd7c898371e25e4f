/** The capability vectors are those of the measured table. */
import { existsSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { derivedVectors, KERNELS, type Kernel, readTable, vector, vectorFile, vectorOf } from "./vectors.ts";

for (const [kernel, text] of derivedVectors()) {
  test(`${kernel} is fresh`, () => {
    const file = vectorFile(kernel);
    assert.is(existsSync(file) ? readFileSync(file, "utf8") : "", text, "run `bun run golden`");
  });
}

test("a kernel has at least what the one before it has, but for fsync=volatile", () => {
  const names = Object.keys(KERNELS) as Kernel[];
  names.slice(1).forEach((kernel, i) => {
    const before = vector(names[i] as Kernel).features;
    const lost = Object.entries(before).filter(
      ([name, has]) => has && !vector(kernel).features[name as keyof typeof before],
    );
    // kernels.md: fsync= is in 6.12.117 and not in 6.16.12; versions say nothing.
    assert.equal(
      lost.map(([name]) => name).filter((name) => name !== "fsyncVolatile"),
      [],
      kernel,
    );
  });
});

test("what differs between the kernels is what was measured", () => {
  const has = (kernel: Kernel) => {
    const { features } = vector(kernel);
    return [features.mountSetattr, features.lowerdirPlus, features.lowerdirFd, features.optionArray]
      .map(Number)
      .join("");
  };
  assert.equal((Object.keys(KERNELS) as Kernel[]).map(has), ["0000", "1000", "1100", "1111", "1111", "1111"]);
  assert.is(vector("6.1").fsconfigTotal, 4095);
  assert.is(vector("6.12").fsconfigTotal, 0);
});

test("a row that is missing is an error, not a no", () => {
  const cell = readTable("probe\t1.0\nlowerdir+ string\tyes\n");
  assert.throws(() => vectorOf((row) => cell(row, "1.0")), /no cell/);
});

test.run();
