/** The plan tests' capability vectors, made from what the probe says in the guests. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Line } from "../../test/machines/lines.ts";
import { KERNELS, type Kernel, vectorFile } from "../../test/plan/vectors.ts";
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

/** Writes the vectors of these runs. */
export function writeVectors(runs: readonly Run[]): void {
  for (const run of runs) {
    const vector = made(run);
    if (vector !== undefined) writeFileSync(vectorFile(vector.kernel), vector.text);
  }
}

/** What is wrong where a kernel answers otherwise than its vector says; a newer release may. */
export function vectorTroubles(run: Run): string[] {
  const vector = made(run);
  if (vector === undefined) return [];
  const file = vectorFile(vector.kernel);
  const known = existsSync(file) ? readFileSync(file, "utf8") : "";
  const answers = (text: string) => text.replace(/"release": .*/, "");
  return answers(known) === answers(vector.text)
    ? []
    : [
        `the probe answers otherwise than ${vector.kernel}.json of test/plan/vectors: try --vectors, and look at git diff`,
      ];
}
