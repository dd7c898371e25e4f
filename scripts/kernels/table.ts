import type { Line, Tier } from "../../test/machines/lines.ts";

/** What one kernel said, and how its machine ended. */
export interface Run {
  readonly kernel: string;
  readonly release: string;
  readonly lines: readonly Line[];
  /** What is wrong besides failed cases: no boot, no end, nothing said by a tier. */
  readonly troubles: readonly string[];
  readonly seconds: number;
}

const TIERS: readonly Tier[] = ["root", "ordinary"];

function count(run: Run, tier: Tier, tag: Line["tag"]): number {
  return run.lines.filter((line) => line.tier === tier && line.tag === tag).length;
}

function padded(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  "),
    )
    .join("\n");
}

/** Skips of a run by their reason, the commonest first. */
function reasons(run: Run, tier: Tier): string {
  const counts = new Map<string, number>();
  for (const line of run.lines) {
    if (line.tag === "skipped" && line.tier === tier) counts.set(line.why, (counts.get(line.why) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([why, number]) => `${number} × ${why}`)
    .join("; ");
}

/** One table of all runs, why cases were skipped, and what failed. */
export function tableOf(runs: readonly Run[]): string {
  const head = ["kernel", "release", "tier", "passed", "failed", "skipped", "seconds"];
  const rows = runs.flatMap((run) =>
    TIERS.map((tier, first) => [
      ...[first === 0 ? run.kernel : "", first === 0 ? run.release : "", tier],
      ...(["passed", "failed", "skipped"] as const).map((tag) => String(count(run, tier, tag))),
      first === 0 ? run.seconds.toFixed(0) : "",
    ]),
  );
  const skips = runs.flatMap((run) =>
    TIERS.map((tier) => [run.kernel, tier, reasons(run, tier)]).filter(([, , why]) => why !== ""),
  );
  const failures = runs.flatMap((run) => [
    ...run.troubles.map((trouble) => `${run.kernel}: ${trouble}`),
    ...run.lines.flatMap((line) =>
      line.tag === "failed"
        ? [`${run.kernel}, ${line.tier}: ${line.name}\n  ${line.why.replaceAll("\n", "\n  ")}`]
        : [],
    ),
  ]);
  const parts = [padded([head, ...rows])];
  if (skips.length > 0)
    parts.push(["skipped, and what the probe answered:", ...skips.map((row) => row.join(", "))].join("\n"));
  if (failures.length > 0) parts.push(["failed:", ...failures].join("\n"));
  return parts.join("\n\n");
}

/** Whether every kernel ran to its end and no case failed. */
export function allPassed(runs: readonly Run[]): boolean {
  return runs.every(({ troubles, lines }) => troubles.length === 0 && lines.every(({ tag }) => tag !== "failed"));
}
