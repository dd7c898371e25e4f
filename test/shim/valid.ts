/** Programs that are right, together with every op: what the tests of the check start from. */
import table from "../../core-wasm/effects.json" with { type: "json" };
import { type Argument, type Assembled, assemble, CWD, type Op, op, Text } from "./assemble.ts";

const HOLE = new Text("lowerdir=/proc/self/fd///////a:/proc/self/fd///////b");

function argumentFor(name: string, kind: string, at: number): Argument {
  if (name === "hole") return HOLE.hole(at % 2);
  if (name === "width") return 6;
  if (name === "length") return 4;
  if (name === "uidmap" || name === "gidmap") return "0 100000 65536\n";
  if (name === "cap") return 64;
  if (kind === "F") return name.endsWith("dirfd") ? CWD : at % 256;
  if (kind === "R") return at % 256;
  if (kind === "S" || kind === "B") return `text-${at}`;
  if (kind === "N") return at % 2 ? null : `text-${at}`;
  if (kind === "O") return { of: 0, at: 8 };
  return 1;
}

/** One of each op, in the order of the table; the block holds what may stand in one. */
export function everyOp(): Op[] {
  const made = table.effects.map((effect, i): Op => {
    const args = [...effect.args].map((kind, j) => argumentFor(effect.names[j] ?? "", kind, i + j));
    const into = effect.into === undefined ? {} : { into: i };
    return { op: effect.op, args, ...into };
  });
  const inBlock = made.filter((one) => one.op === "fchdir" || one.op === "mount");
  const others = made.filter((one) => one.op !== "child" && one.op !== "fchdir");
  const first: Op = op("statx", CWD, "/", 0, 0x1000);
  return [first, ...others, op("child", inBlock.length), ...inBlock];
}

/**
 * Ops that change nothing at all, whatever their arguments are: programs of these may be run when they are accepted.
 */
export const HARMLESS = new Set("statx fstatfs statmount mountinfo readlink fdpath fdtext same equal bits".split(" "));

/** Only harmless ops, several of each, some in a block. */
export function harmlessOps(): Op[] {
  // Soft: each is carried out, whatever the ones before it met.
  const look = everyOp().flatMap((one) => (HARMLESS.has(one.op) ? { ...one, soft: true } : []));
  return [...look, ...look, op("child", look.length), ...look];
}

/** The programs that are mutated. */
export function validPrograms(): Assembled[] {
  const soft = everyOp().map((one) => ({ ...one, soft: one.op !== "child" }));
  return [[], everyOp(), soft, harmlessOps(), [op("sleep", 0)]].map((ops) => assemble(ops));
}
