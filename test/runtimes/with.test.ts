/** The tests of `with` as an ordinary user, with Deno as what runs the command line. */
import { spawn } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readOutput } from "../../scripts/test/read-output.ts";
import { missingRoot, skipped, testUnless } from "../support/skip.ts";
import { DENO, ENVIRONMENT, missingDeno, ROOT } from "./where.ts";

const FILES = ["codes", "passed", "signals"];

function ended(file: string): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...ENVIRONMENT, LAYERMOUNT_TEST_DENO: DENO };
    const child = spawn(process.execPath, [`test/with/${file}.test.ts`], { cwd: ROOT, env });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (out += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out }));
  });
}

for (const file of FILES) {
  testUnless(test, missingDeno ?? missingRoot(), `with, by Deno: ${file}`, async () => {
    const { code, out } = await ended(file);
    const { counts, skips } = readOutput(out);
    assert.is(code, 0, out);
    assert.ok(counts && counts.total > 5 && counts.passed === counts.total, out);
    for (const skip of skips) {
      const at = skip.lastIndexOf(": ");
      skipped(`in Deno: ${skip.slice(0, at)}`, skip.slice(at + 2));
    }
  });
}

test.run();
