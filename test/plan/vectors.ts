/**
 * Capability vectors of real kernels, made from the measured table test/data/kernel-capabilities.tsv: one column a
 * kernel, one row a probe. Nothing is written by hand: `bun test/plan/vectors.ts` writes test/plan/vectors/*.json
 * again.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Capabilities, Features } from "../../host/planner/generated/types.ts";

/** The columns that are used, and what the vectors are called. */
export const KERNELS = {
  "5.10": "5.10.262",
  "6.1": "6.1.192",
  "6.12": "6.12.117",
  "6.16": "6.16.12",
  "6.18": "6.18.44",
  "7.2": "7.2.13",
} as const;

/** A vector's name. */
export type Kernel = keyof typeof KERNELS;

type Rule = readonly [row: string, says: (cell: string) => boolean];

const isYes = (cell: string) => cell === "yes" || cell.startsWith("yes ");
const hasCall = (call: string) => (cell: string) => cell === "all" || !cell.split(" ").includes(call);

/** Which row of the table says that a kernel has a feature. */
const FEATURES: Readonly<Record<Exclude<keyof Features, "procMount">, Rule>> = {
  ownCwd: ["mount(2) lowerdir=/proc/self/cwd/x", isYes],
  procFd: ["mount(2) lowerdir=/proc/self/fd/N/x", isYes],
  procFdLayers: ["mount(2) lowerdir=/proc/self/fd/N/x", isYes],
  fsopen: ["new-api tmpfs", isYes],
  lowerdirPlus: ["lowerdir+ string", isYes],
  lowerdirFd: ["SET_FD lowerdir+ O_PATH", isYes],
  lowerdirFdRdonly: ["SET_FD lowerdir+ O_RDONLY", isYes],
  upperdirFd: ["SET_FD upperdir/workdir", isYes],
  datadirPlus: ["datadir+", isYes],
  dataOnly: ["lowerdir=a::b", (cell) => cell === "accepted"],
  openTree: ["syscalls", hasCall("open_tree")],
  mountSetattr: ["mount_setattr RDONLY (detached)", isYes],
  moveMount: ["new-api tmpfs", isYes],
  openat2: ["openat2 RESOLVE_*", isYes],
  uniqueMountId: ["statx unique mount id", isYes],
  statmount: ["statmount", isYes],
  optionText: ["statmount mnt_opts", isYes],
  optionArray: ["statmount opt_array", isYes],
  overlay: ["overlay ro", isYes],
  bind: ["syscalls", hasCall("open_tree")],
  // Where options are checked one by one, a missing layer is refused at its key.
  optionKeys: ["overlay: missing layer fails at", (cell) => cell.endsWith("at the key")],
  fsyncVolatile: ["overlay options", (cell) => !cell.split(" ").includes("fsync=volatile")],
};

/** The rows' own names say how many layers are the most. */
const MOST_LAYERS = "500 layers mount(2)";
const TOO_MANY_LAYERS = "501 layers mount(2)";
/** PATH_MAX of limits.h: the same on all kernels, and no row of the table. */
const PATH_MAX = 4096;

/** The table: cells by row and column. */
export function readTable(text: string): (row: string, column: string) => string {
  const [head = "", ...lines] = text.trimEnd().split("\n");
  const columns = head.split("\t");
  const rows = new Map(lines.map((line) => [line.split("\t")[0], line.split("\t")]));
  return (row, column) => {
    const cell = rows.get(row)?.[columns.indexOf(column)];
    if (cell === undefined) throw new Error(`the table has no cell ${row} of ${column}`);
    return cell;
  };
}

function numbers(cell: string, pattern: RegExp): number {
  const found = pattern.exec(cell)?.[1];
  if (found === undefined) throw new Error(`no ${pattern} in ${cell}`);
  return Number(found);
}

/** What the table says; rights are nothing that differs by kernel. */
type Measured = Omit<Capabilities, "privilege">;

/** The vector of one column. */
export function vectorOf(cell: (row: string) => string): Measured {
  const features = Object.entries(FEATURES).map(([feature, [row, says]]) => [feature, says(cell(row))]);
  // The first text that is cut is as long as a page.
  const pageSize = numbers(cell("mount(2) data of 4096 bytes"), /^(\d+) bytes mount as mode 75 /);
  if (!isYes(cell(MOST_LAYERS)) || isYes(cell(TOO_MANY_LAYERS)))
    throw new Error("the table has another limit of layers");
  return {
    pageSize,
    valueMax: numbers(cell("fsconfig value length"), /(\d+): ok/),
    lowerMax: numbers(MOST_LAYERS, /^(\d+) layers/),
    pathMax: PATH_MAX,
    fsconfigTotal: cell("500 lowerdir+").includes("Cumulative options too large") ? pageSize - 1 : 0,
    features: Object.fromEntries(features) as unknown as Features,
  };
}

const TABLE = join(import.meta.dirname, "../data/kernel-capabilities.tsv");

/** What the files of test/plan/vectors should hold, by kernel. */
export function derivedVectors(): Map<Kernel, string> {
  const cell = readTable(readFileSync(TABLE, "utf8"));
  const kernels = Object.entries(KERNELS) as [Kernel, string][];
  return new Map(
    kernels.map(([kernel, release]) => {
      const capabilities = vectorOf((row) => cell(row, release));
      return [kernel, `${JSON.stringify({ kernel, release, capabilities }, null, 2)}\n`];
    }),
  );
}

/** Where a vector lies. */
export function vectorFile(kernel: Kernel): string {
  return join(import.meta.dirname, "vectors", `${kernel}.json`);
}

/** A vector as its file has it, for root: the table was measured as root. */
export function vector(kernel: Kernel): Capabilities {
  const measured = JSON.parse(readFileSync(vectorFile(kernel), "utf8")).capabilities as Measured;
  return { ...measured, features: { ...measured.features, procMount: true }, privilege: "full" };
}

/** The same kernel for an ordinary user in a user namespace of their own. */
export function ordinary(kernel: Kernel): Capabilities {
  const known = vector(kernel);
  // Debian's 5.10 mounts no overlay there (the row "overlay in a user namespace").
  const overlay = kernel !== "5.10";
  return { ...known, features: { ...known.features, overlay, procMount: false }, privilege: "namespaced" };
}

/** Writes all vectors again. */
export function writeVectors(): void {
  for (const [kernel, text] of derivedVectors()) writeFileSync(vectorFile(kernel), text);
}

if (import.meta.main) writeVectors();
