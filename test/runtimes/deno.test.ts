/**
 * The files of files.ts in Deno: the shared cases on the real kernel, sessions, records, plans.
 *
 * Runs alone: one of the files measures the longest gap of the event loop
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readOutput } from "../../scripts/test/read-output.ts";
import { missingRoot, skipped, testUnless } from "../support/skip.ts";
import { DENO_FILES } from "./files.ts";
import { runFiles } from "./run-files.ts";
import { DENO, missingDeno } from "./where.ts";

function missingFor(file: string): string | undefined {
  return missingDeno ?? (/kernel|mount|full-disk|hostile/.test(file) ? missingRoot() : undefined);
}

const results = runFiles(DENO, (file) => missingFor(file) === undefined);

for (const file of DENO_FILES) {
  testUnless(test, missingFor(file), `in Deno: ${file}`, async () => {
    const { code, out, err } = (await results.get(file)) ?? { code: null, out: "", err: "not started" };
    const { counts, skips } = readOutput(out);
    assert.is(code, 0, out + err);
    assert.ok(counts && counts.total > 0 && counts.passed === counts.total, out + err);
    for (const skip of skips) {
      const at = skip.lastIndexOf(": ");
      skipped(`in Deno: ${skip.slice(0, at)}`, skip.slice(at + 2));
    }
  });
}

test.run();
