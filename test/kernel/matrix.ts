import type { Test } from "uvu";
import * as assert from "uvu/assert";
import { WAYS } from "../cases/case.ts";
import type { Driver } from "../cases/driver.ts";
import { runCase } from "../cases/run.ts";
import { type Cell, matrix, SIZES } from "../cases/ways.ts";

/** What came of each cell: how often it was mounted, or the budget that forbids it. */
type Counts = Map<string, number | string>;

function key(way: string, size: number): string {
  return `${way} ${size}`;
}

async function run(cell: Cell, driver: Driver, counts: Counts): Promise<void> {
  const result = await runCase(cell.case, driver);
  const at = key(cell.way, cell.size);
  // The case itself has checked that the refusal names budget.option-page.
  if (result.outcome !== "mounted") counts.set(at, "page");
  else counts.set(at, Number(counts.get(at) ?? 0) + 1);
}

/** The matrix as text: a number is how many mounts were compared with the model and proved. */
function table(counts: Counts): string {
  const rows = [["way", ...SIZES.map(String)]];
  for (const way of WAYS) rows.push([way, ...SIZES.map((size) => String(counts.get(key(way, size)) ?? "empty"))]);
  return rows
    .map(([way, ...cells]) => `${way?.padEnd(12)}${cells.map((cell) => cell.padStart(7)).join("")}`)
    .join("\n");
}

/** Adds every way at every size, read-only and writable; at the end the matrix is printed, and no cell may be empty. */
export function addMatrix(test: Test, driver: Driver): void {
  const counts: Counts = new Map();
  for (const cell of matrix) test(cell.case.name, () => run(cell, driver, counts));
  test("no cell is empty", () => {
    const about = "mounts that were compared and proved; page: forbidden by budget.option-page";
    console.log(`\n${driver.name}: ${about}\n${table(counts)}`);
    const empty = matrix.filter((cell) => !counts.has(key(cell.way, cell.size)));
    assert.equal(
      empty.map((cell) => cell.case.name),
      [],
    );
  });
}
