import type { TestFile } from "./find.ts";
import { endAll, runProcess } from "./process.ts";
import { readOutput } from "./read-output.ts";
import { isForLackOfKernel } from "./strict.ts";

/** What came of one test file. */
export interface Result {
  readonly path: string;
  readonly passed: number;
  readonly failed: number;
  readonly skips: readonly string[];
  /** Why the file failed although no test of it did. */
  readonly fault: string | undefined;
  readonly seconds: number;
}

export interface RunOptions {
  /** A skip for lack of root or of the kernel is a failure. */
  readonly strict: boolean;
  readonly say: (text: string) => void;
  /** Files at a time, for those that do not run alone. */
  readonly jobs?: number;
  /** Seconds after which a file is ended. */
  readonly limit?: number;
}

/** Runs the files, two at a time, then those that must be alone; says what came of each as soon as it ends. */
export async function runTests(root: string, files: readonly TestFile[], options: RunOptions): Promise<Result[]> {
  const results: Result[] = [];
  const queue = files.filter(({ alone }) => alone === undefined);
  const worker = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) results.push(await runFile(root, file.path, options));
  };
  const stop = () => {
    endAll();
    process.exit(130);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  await Promise.all(Array.from({ length: options.jobs ?? 2 }, worker));
  for (const { path } of files.filter(({ alone }) => alone !== undefined)) {
    results.push(await runFile(root, path, options));
  }
  process.off("SIGINT", stop).off("SIGTERM", stop);
  return results;
}

async function runFile(root: string, path: string, { strict, say, limit = 600 }: RunOptions): Promise<Result> {
  const { output, code, timedOut, seconds } = await runProcess(root, path, limit);
  const { counts, skips, notes } = readOutput(output);
  const { total, passed, skipped } = counts ?? { total: 0, passed: 0, skipped: 0 };
  const failed = total - passed;
  const faults = [
    timedOut && `ended after ${limit} seconds`,
    code !== 0 && failed === 0 && !timedOut && `ended with code ${code}`,
    total === 0 && skips.length === 0 && code === 0 && "ran no test",
    skipped > 0 && `${skipped} skipped without a reason`,
    strict && skips.some(isForLackOfKernel) && "skipped for lack of root or kernel, in CI",
  ];
  const fault = faults.filter(Boolean).join(", ") || undefined;
  const result = { path, passed, failed, skips, fault, seconds };
  say(told(result, notes, output));
  return result;
}

function told(
  { path, passed, failed, skips, fault, seconds }: Result,
  notes: readonly string[],
  output: string,
): string {
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skips.length > 0 && `${skips.length} skipped`];
  const ok = failed === 0 && fault === undefined;
  const head = `${ok ? "ok  " : "FAIL"} ${path.padEnd(36)} ${counts.filter(Boolean).join(", ")}, ${seconds.toFixed(1)} s`;
  const lines = ok ? notes : output.trimEnd().split("\n");
  return [fault ? `${head}: ${fault}` : head, ...lines.map((line) => `     ${line}`)].join("\n").trimEnd();
}
