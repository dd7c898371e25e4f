/**
 * What the measured table (test/data/kernel-capabilities.tsv: one column a kernel, one row a probe) says of the
 * capabilities that the planner asks for. It was measured by other programs than the planner's probe.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Capabilities, Features } from "../../host/planner/generated/types.ts";

type Rule = readonly [row: string, says: (cell: string) => boolean];

const isYes = (cell: string) => cell === "yes" || cell.startsWith("yes ");
const hasCall = (call: string) => (cell: string) => cell === "all" || !cell.split(" ").includes(call);

/** What the table has no row of: it was measured in the initial namespaces, where both are there. */
type Unmeasured = "procMount" | "userNamespace";

/** Which row of the table says that a kernel has a feature. */
const FEATURES: Readonly<Record<Exclude<keyof Features, Unmeasured>, Rule>> = {
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
  idmap: ["idmap: file system of WORKDIR", isYes],
  idmappedLayers: ["idmapped layers, one attached tree", isYes],
  detachedLayers: ["idmapped detached: fchdir + mount(2)", isYes],
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

/** What the table says; it was measured as root, and says nothing of rights, nor of proc in a namespace. */
export interface Measured extends Omit<Capabilities, "privilege" | "features"> {
  readonly features: Omit<Features, Unmeasured>;
}

/** What one column says. */
export function measuredOf(cell: (row: string) => string): Measured {
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
    features: Object.fromEntries(features) as unknown as Measured["features"],
  };
}

const TABLE = join(import.meta.dirname, "../data/kernel-capabilities.tsv");

/** The table's columns. */
export function measuredKernels(): string[] {
  return (readFileSync(TABLE, "utf8").split("\n", 1)[0] ?? "").split("\t").slice(1);
}

/** What the table says of a kernel, by its release as the column has it. */
export function measured(release: string): Measured {
  const cell = readTable(readFileSync(TABLE, "utf8"));
  return measuredOf((row) => cell(row, release));
}
