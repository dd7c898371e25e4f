import { type Aside, FEW, MANY, type Pair } from "./aside.ts";
import { goalsOf } from "./goals.ts";
import type { Machine } from "./machine.ts";
import { type MountRow, names } from "./mounts.ts";
import type { Memory } from "./planning.ts";
import type { Report } from "./report.ts";
import type { Estimate, Line } from "./statistics.ts";
import { table } from "./table.ts";
import type { ViewRow } from "./views.ts";

/** The report for people. */
export function textOf(report: Report): string {
  return [
    machineLines(report.machine, report.command, report.seed),
    ...(report.mounts.length > 0 ? [mountTable(report.mounts), legend] : []),
    ...report.growth.map(
      ({ contender, line }) => `growth of an rw mount, 1 to 500 layers, ${contenderName(contender)}: ${lineText(line)}`,
    ),
    ...(report.starts.length > 0 ? [startTable(report)] : []),
    ...(report.views ? [viewTable(report.views)] : []),
    ...(report.aside ? [asideTable(report.aside)] : []),
    planningTable(report),
    `growth of planning, 1 to 500 layers: ${lineText(report.planningLine)}`,
    memoryText(report.memory),
    ...goalsOf(report),
    ...[...report.cannot, ...report.skipped].map((line) => `skipped: ${line}`),
  ].join("\n\n");
}

const legend = `Medians of turns of five mounts without their first. Ratios are to bare C in the same rounds
(÷: to something else), ± half of the 95 % interval.
bare C     open, fchdir, mount, close on a thread with its own cwd: the system calls alone, options ready made
hand-off   bare C and the way to its thread and back
unproved   layermount from call to settled promise, record written, proof: "none"
proved     the same with the proof that is the default; its time under µs
cold       the first proved mount of each turn to that of bare C: the caches are another's, and CPUs may have slept
+spinner   beside SCHED_IDLE threads that keep the CPUs awake: unmounting small overlays is bistable without`;

function machineLines(machine: Machine, command: string, seed: number): string {
  const { date, cpu, cpus, memoryGiB, kernel, runtime, layersOn, recordsOn } = machine;
  return [
    `${date} · ${cpu}, ${cpus} CPUs, ${memoryGiB} GiB · ${kernel} · ${runtime}`,
    `layers on ${layersOn}, records on ${recordsOn} · ${command} · seed ${seed}`,
  ].join("\n");
}

function mountTable(rows: readonly MountRow[]): string {
  const heading = [
    "",
    "layers",
    "C µs",
    "hand-off",
    "containerd",
    "unproved",
    "proved",
    "÷ hand-off",
    "÷ containerd",
    "µs",
    "cold",
  ];
  return table(
    heading,
    rows
      .filter(isShown)
      .map((row) => [
        `${row.mode} ${row.what}${row.spinner ? " +spinner" : ""}`,
        String(row.layers),
        micro(row.bareMicroseconds),
        ratio(row.handOff),
        ratio(row.containerd),
        ratio(row.unproved),
        ratio(row.proved),
        ratio(row.provedToHandOff),
        ratio(row.provedToContainerd),
        micro(row.provedMicroseconds),
        row.provedFirst === null ? "" : ratio(row.provedFirst),
      ]),
  );
}

/** Beside the spinner only the unmounts are of interest; the report as JSON holds the others too. */
function isShown(row: MountRow): boolean {
  return !row.spinner || row.what === "unmount";
}

function planningTable({ planning }: Report): string {
  return table(
    ["planning (rw, warm)", "layers", "µs", "containerd µs", "÷ containerd"],
    planning.map((row) => [
      "byte paths → program",
      String(row.layers),
      (row.nanoseconds / 1000).toFixed(2),
      row.containerd === null ? "–" : (row.containerd / 1000).toFixed(2),
      row.containerd === null ? "–" : (row.nanoseconds / row.containerd).toFixed(2),
    ]),
  );
}

function startTable({ starts }: Report): string {
  return table(
    ["a process, start to exit, 10 layers", "ms", "above empty"],
    starts.map(({ name, milliseconds, above }) => [name, milliseconds.toFixed(2), above ? ratio(above) : ""]),
  );
}

function viewTable({ mebibytes, writableMicroseconds, readOnlyMicroseconds, ratio: found }: ViewRow): string {
  return table(
    [`unmount, ${mebibytes} MiB dirty`, "µs", "÷ writable"],
    [
      ["writable overlay", micro(writableMicroseconds), ""],
      ["read-only view of it", micro(readOnlyMicroseconds), `${found.value.toFixed(4)} ±${found.spread.toFixed(4)}`],
    ],
  );
}

function asideTable({ namespace, maps, identity, crowd, recording, recordingThere }: Aside): string {
  const row = (name: string, { base, ours, ratio: found }: Pair, digits = 2): string[] => {
    return [name, base.toFixed(1), ours.toFixed(1), `${found.value.toFixed(digits)} ±${found.spread.toFixed(digits)}`];
  };
  return table(
    ["aside, 10 layers", "µs", "µs", "ratio"],
    [
      ...(namespace ? [row("a user namespace: C, layermount", namespace)] : []),
      row("mapped mount: maps held, maps new", maps),
      row("unmount, and the look before it", identity, 4),
      row(`unmount: beside ${FEW} mounts, beside ${MANY}`, crowd),
      row("mount of 128 layers: plain, recorded", recording, 3),
      row("the same, recorded beside the layers", recordingThere, 3),
    ],
  );
}

function memoryText(memory: Memory): string {
  const { plans, layers, pagesBefore, pagesAfter, residentBefore, residentAfter } = memory;
  const resident = `resident ${mebibytes(residentBefore)} → ${mebibytes(residentAfter)} MiB`;
  const pages = `WebAssembly ${pagesBefore} → ${pagesAfter} pages`;
  return `memory over ${plans} plans of ${layers} layers: ${pages}, ${resident}`;
}

function contenderName(name: string): string {
  return name === names.proved ? "layermount" : name;
}

function lineText({ perLayer, constant, rSquared }: Line): string {
  return `${Math.round(perLayer)} ns a layer + ${(constant / 1000).toFixed(1)} µs (R² ${rSquared.toFixed(4)})`;
}

function ratio(estimate: Estimate | null): string {
  return estimate === null ? "–" : `${estimate.value.toFixed(2)} ±${estimate.spread.toFixed(2)}`;
}

function micro(microseconds: number | null): string {
  return microseconds === null ? "–" : microseconds.toFixed(0);
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
