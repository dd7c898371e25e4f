/** A short run of the benchmarks: every row is there and holds numbers. No time is asserted. */
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { missingRoot, skipped } from "../support/skip.ts";
import { buildC, buildContainerd } from "./build.ts";
import { modes, sizes } from "./case.ts";
import type { MountRow } from "./mounts.ts";
import type { Report } from "./report.ts";
import { startNames } from "./start.ts";

const script = join(import.meta.dirname, "../../scripts/bench.ts");

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const bench = Bun.spawn([process.execPath, script, ...words], { stdout: "pipe", stderr: "pipe" });
  const [out, err] = await Promise.all([new Response(bench.stdout).text(), new Response(bench.stderr).text()]);
  return { code: await bench.exited, out, err };
}

function rowName(row: Pick<MountRow, "mode" | "what" | "spinner" | "layers">): string {
  return `${row.mode} ${row.what}${row.spinner ? " +spinner" : ""} ${row.layers}`;
}

test("a short run holds every row", async () => {
  const { code, out, err } = await run("--short", "--json", "--seed", "7");
  assert.is(code, 0, err);
  const report = JSON.parse(out) as Report;
  assert.is(report.seed, 7);
  assert.equal(
    report.planning.map((row) => row.layers),
    [...sizes],
  );
  for (const row of report.planning) assert.ok(row.nanoseconds > 0, `planning ${row.layers}`);
  // On a busy machine a short run may come out of order: no time is asserted.
  assert.ok(Number.isFinite(report.planningLine.perLayer));
  assert.is(report.memory.pagesAfter, report.memory.pagesBefore, "the memory of the core never grows");
  const missing = missingRoot();
  if (missing !== undefined) {
    assert.equal([report.mounts, report.starts], [[], []]);
    assert.ok(report.skipped.some((line) => line.includes("needs root")));
    skipped("rows of mounts", missing);
    return;
  }
  await checkMounts(report);
  if (report.aside === null) throw new Error("nothing is measured aside");
  const { namespace, maps, identity, crowd, recording, recordingThere } = report.aside;
  for (const pair of [maps, identity, crowd, recording, recordingThere, ...(namespace ? [namespace] : [])]) {
    assert.ok(pair.base > 0 && Number.isFinite(pair.ours), JSON.stringify(pair));
  }
});

test("the text has a line for each row", async () => {
  const { code, out, err } = await run("--short", "--rounds", "2", "--sizes", "2,55");
  assert.is(code, 0, err);
  const expected =
    missingRoot() === undefined
      ? ["rw mount", "rw sum", "ro unmount", "a process", "aside", "mount(8)", "bundle", "program"]
      : [];
  for (const start of [...expected, "planning", "growth of planning", "memory over", "goals"]) {
    assert.ok(
      out.split("\n").some((line) => line.startsWith(start)),
      `no line begins with ${start}:\n${out}`,
    );
  }
});

test("wrong words are refused with the help", async () => {
  const { code, err } = await run("--rounds", "none");
  assert.is(code, 2);
  assert.match(err, "--rounds wants a whole number");
});

async function checkMounts(report: Report): Promise<void> {
  const [bare, containerd] = await Promise.all([buildC(), buildContainerd()]);
  const rows = new Map(report.mounts.map((row) => [rowName(row), row]));
  for (const built of [bare, containerd]) if ("skipped" in built) assert.ok(report.skipped.includes(built.skipped));
  for (const mode of modes) {
    for (const layers of sizes) {
      for (const what of ["mount", "unmount", "sum"] as const) {
        for (const spinner of "skipped" in bare ? [false] : [false, true]) {
          const name = rowName({ mode, what, spinner, layers });
          const row = rows.get(name);
          assert.ok(row, `no row ${name}: ${report.cannot.join("; ")}`);
          assert.ok((row.provedMicroseconds ?? 0) > 0, `${name}: layermount has no time`);
          if ("path" in bare) assert.ok((row.unproved?.value ?? 0) > 0, `${name}: no ratio without proof`);
          if ("path" in bare) assert.ok((row.proved?.value ?? 0) > 0, `${name}: no ratio to bare C`);
          const cannot = report.cannot.some((line) => line.startsWith(`containerd cannot do ${mode}-${layers}:`));
          if ("path" in containerd && !cannot) assert.ok(row.containerd, `${name}: containerd has no ratio`);
        }
      }
    }
  }
  assert.is(report.growth.length, "path" in bare ? 2 : 1);
  const { views } = report;
  const isOnDisk = /^(?:ext[234]|xfs|btrfs)$/.test(report.machine.layersOn);
  assert.is(views !== null, isOnDisk, report.machine.layersOn);
  if (views) assert.ok(views.writableMicroseconds > 0 && views.readOnlyMicroseconds > 0 && views.ratio.value > 0);
  for (const growth of report.growth) assert.ok(growth.line.perLayer > 0, growth.contender);
  const { mount, ...ours } = startNames;
  assert.equal(
    report.starts.map(({ name }) => name),
    [...(Bun.which("mount") ? [mount] : []), ...Object.values(ours)],
  );
  for (const { name, milliseconds, above } of report.starts) {
    assert.ok(milliseconds > 0, name);
    assert.is(above === null, name === mount || name.startsWith("empty"), name);
  }
}

test.run();
