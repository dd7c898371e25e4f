/** The plan tests' capability vectors, made from what the probe says in the guests. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Line } from "../../test/machines/lines.ts";
import { KERNELS, type Kernel, vectorFile } from "../../test/plan/vectors.ts";
import { traceFile } from "../../test/trace/recorded.ts";
import type { Run } from "./table.ts";

type ProbeLine = Extract<Line, { tag: "probe" }>;

/** Debian's series says which kernel it is, and /proc/version the version of the package: 6.12.117-1. */
function made({ lines }: Run): { kernel: Kernel; text: string } | undefined {
  const probes = lines.filter((line): line is ProbeLine => line.tag === "probe");
  const root = probes.find(({ tier }) => tier === "root");
  const ordinary = probes.find(({ tier }) => tier === "ordinary");
  const release = /Debian (\d+\.\d+(?:\.\d+)?)/.exec(root?.version ?? "")?.[1];
  const kernel = KERNELS.find((name) => release === name || release?.startsWith(`${name}.`));
  if (root === undefined || ordinary === undefined || kernel === undefined) return undefined;
  const vector = { kernel, release, root: root.capabilities, ordinary: ordinary.capabilities };
  return { kernel, text: `${JSON.stringify(vector, null, 2)}\n` };
}

/** Writes the vectors of these runs, and the traces that they are replayed by. */
export function writeVectors(runs: readonly Run[]): void {
  for (const run of runs) {
    const vector = made(run);
    if (vector === undefined) continue;
    writeFileSync(vectorFile(vector.kernel), vector.text);
    const trace = run.lines.find((line) => line.tag === "trace");
    if (trace) writeFileSync(traceFile(vector.kernel), trace.text);
  }
}

/** Where a kernel answers otherwise than its vector says; of a release that is not the vector's it is no failure. */
export function vectorDifference(run: Run): { readonly failure: boolean; readonly text: string } | undefined {
  const vector = made(run);
  if (vector === undefined) return undefined;
  const file = vectorFile(vector.kernel);
  const known = existsSync(file) ? readFileSync(file, "utf8") : "";
  const [answers, release] = [/"release": .*/, /"release": "(.*)"/];
  if (known.replace(answers, "") === vector.text.replace(answers, "")) return undefined;
  return {
    failure: release.exec(known)?.[1] === release.exec(vector.text)?.[1],
    text: `the probe answers otherwise than ${vector.kernel}.json of test/plan/vectors: try --vectors, and look at git diff`,
  };
}
