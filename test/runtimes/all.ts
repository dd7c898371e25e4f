/**
 * `deno task test`: every file of files.ts in a Deno of its own, then one line of counts. Deno fetches the packages that
 * these files import; nothing else is installed, and no script of a package is run.
 */
import { readOutput } from "../../scripts/test/read-output.ts";
import { runFiles } from "./run-files.ts";

let [passed, failed, skipped] = [0, 0, 0];
for (const [file, result] of runFiles(process.execPath, () => true)) {
  const { code, out, err } = await result;
  const { counts, skips } = readOutput(out);
  const right = code === 0 && counts !== undefined ? counts.passed : (counts?.passed ?? 0);
  const wrong = code === 0 ? 0 : Math.max(1, (counts?.total ?? 0) - right);
  console.log(`${wrong === 0 ? "ok  " : "FAIL"} ${file.padEnd(36)} ${right} passed, ${wrong} failed`);
  for (const skip of skips) console.log(`     skipped: ${skip}`);
  if (wrong > 0) console.log(out + err);
  passed += right;
  failed += wrong;
  skipped += skips.length;
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(failed === 0 ? 0 : 1);
