/** The capability vectors are what the measured table says, wherever both speak of the same thing. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { measured, measuredKernels, measuredOf, readTable } from "../machines/measured.ts";
import { KERNELS, type Kernel, readVector, vector } from "./vectors.ts";

for (const kernel of KERNELS) {
  test(`${kernel} is what was measured`, () => {
    const { release, root } = readVector(kernel);
    // Debian's newest are candidates of releases; what was measured may be a later one of the same series.
    const columns = measuredKernels().filter((column) => column === release || column.startsWith(`${kernel}.`));
    const column = columns.find((one) => one === release) ?? columns[0];
    assert.ok(column, `the table has no column ${release}`);
    const { features, ...budgets } = measured(column);
    const { procMount, userNamespace, ...found } = root.features;
    const { privilege, features: _, ...numbers } = root;
    assert.equal({ privilege, procMount, ...numbers }, { privilege: "full", procMount: true, ...budgets });
    assert.equal(found, features);
  });
}

test("a kernel has at least what the one before it has, but for fsync=volatile", () => {
  KERNELS.slice(1).forEach((kernel, i) => {
    const before = vector(KERNELS[i] as Kernel).features;
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
  assert.equal(KERNELS.map(has), ["0000", "1000", "1100", "1111", "1111", "1111", "1111", "1111"]);
  assert.is(vector("6.1").fsconfigTotal, 4095);
  assert.is(vector("6.12").fsconfigTotal, 0);
});

test("a row that is missing is an error, not a no", () => {
  const cell = readTable("probe\t1.0\nlowerdir+ string\tyes\n");
  assert.throws(() => measuredOf((row) => cell(row, "1.0")), /no cell/);
});

test.run();
