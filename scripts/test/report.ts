import type { Result } from "./run.ts";
import { isForLackOfKernel } from "./strict.ts";

const SLOWEST = 5;

/** After the last file: the slowest ones, every skip with its reason, and which files failed. */
export function report(results: readonly Result[], strict: boolean): string {
  const slowest = results.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  const skips = results.flatMap(({ path, skips }) => skips.map((skip) => `${path}: ${skip}`));
  const failed = results.filter(({ failed, fault }) => failed > 0 || fault !== undefined);
  return [
    ...part(
      "slowest",
      slowest.map(({ path, seconds }) => `${seconds.toFixed(1).padStart(6)} s  ${path}`),
    ),
    ...part(
      "skipped",
      skips.map((skip) => (strict && isForLackOfKernel(skip) ? `${skip} (a failure here)` : skip)),
    ),
    ...part(
      "failed",
      failed.map(({ path, fault }) => (fault === undefined ? path : `${path}: ${fault}`)),
    ),
    "",
  ].join("\n");
}

/** The last line, and the exit code. A file that failed without a failed test counts as one. */
export function ending(results: readonly Result[], strict: boolean): { readonly line: string; readonly code: number } {
  const sum = (of: (result: Result) => number) => results.reduce((all, result) => all + of(result), 0);
  const failed = sum(({ failed, fault }) => failed + (fault === undefined ? 0 : 1));
  const skipped = sum(({ skips }) => (strict ? skips.filter((skip) => !isForLackOfKernel(skip)) : skips).length);
  const counts = [`${sum(({ passed }) => passed)} passed`, `${failed} failed`];
  if (skipped > 0) counts.push(`${skipped} skipped`);
  return { line: counts.join(", "), code: failed === 0 && results.length > 0 ? 0 : 1 };
}

function part(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];
}
