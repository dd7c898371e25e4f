/**
 * Every way at every size, read-only and writable, on the real kernel. At the end the
 * matrix is printed; as root an empty cell fails, unless a named budget forbids it.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { WAYS } from "../cases/case.ts";
import { runCase } from "../cases/run.ts";
import { type Cell, matrix, SIZES } from "../cases/ways.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { inMemory } from "../support/temporary.ts";
import { library, warmUp } from "./library.ts";

/** What came of each cell: how often it was mounted, or the budget that forbids it. */
const counts = new Map<string, number | string>();

function key(way: string, size: number): string {
  return `${way} ${size}`;
}

async function run(cell: Cell): Promise<void> {
  const result = await runCase(cell.case, library);
  const at = key(cell.way, cell.size);
  // The case itself has checked that the refusal names budget.option-page.
  if (result.outcome !== "mounted") counts.set(at, "page");
  else counts.set(at, Number(counts.get(at) ?? 0) + 1);
}

/** The matrix as text: a number is how many mounts were compared with the model and proved. */
function table(): string {
  const rows = [["way", ...SIZES.map(String)]];
  for (const way of WAYS) rows.push([way, ...SIZES.map((size) => String(counts.get(key(way, size)) ?? "empty"))]);
  return rows
    .map(([way, ...cells]) => `${way?.padEnd(12)}${cells.map((cell) => cell.padStart(7)).join("")}`)
    .join("\n");
}

if (inPrivateNamespace(import.meta.path)) {
  inMemory();
  test.before(warmUp);
  for (const cell of matrix) test(cell.case.name, () => run(cell));
  test("no cell is empty", () => {
    console.log(`\nmounts that were compared and proved; page: forbidden by budget.option-page\n${table()}`);
    const empty = matrix.filter((cell) => !counts.has(key(cell.way, cell.size)));
    assert.equal(
      empty.map((cell) => cell.case.name),
      [],
    );
  });
  test.run();
}
