import type { Soaked } from "./soak.ts";

const MEGABYTE = 1024 * 1024;
const TOLD_MOST = 20;

/** What came of a soak, for a person. */
export function soakedText({ tally, seconds, aliveMost, heap, resident, descriptors, wrong }: Soaked): string {
  const speed = Math.round(tally.operations / seconds);
  const lines = [
    `${tally.operations} operations in ${seconds.toFixed(1)} s, ${speed} a second; ${aliveMost} mounts alive at most`,
    ...tally.lines,
    `heap ${grown(heap)}, resident memory ${grown(resident)} from the first half to the last quarter`,
    `descriptors: ${descriptors.before} before, ${descriptors.after} after`,
    wrong.length === 0 ? "nothing is left, and nothing was wrong" : `WRONG, ${wrong.length}:`,
    ...wrong.slice(0, TOLD_MOST).map((what) => `  ${what}`),
  ];
  return lines.join("\n");
}

function grown(bytes: number): string {
  return `${bytes < 0 ? "-" : "+"}${(Math.abs(bytes) / MEGABYTE).toFixed(1)} MiB`;
}
