import { FEW, MANY } from "./aside.ts";
import type { MountRow } from "./mounts.ts";
import type { Report } from "./report.ts";
import { startNames } from "./start.ts";

/** What layermount sets itself, a line each with the numbers that were measured; nothing is asserted. */
export function goalsOf(report: Report): string[] {
  const mounts = report.mounts.filter((row) => row.mode === "rw" && row.what === "mount" && !row.spinner);
  const few = mounts.filter((row) => row.layers < 55 && row.proved !== null);
  const many = mounts.filter((row) => row.layers >= 55 && row.proved !== null);
  const beside = mounts.filter((row) => row.layers >= 10 && row.provedToContainerd !== null);
  const [at128, at500] = [128, 500].map((layers) => report.planning.find((row) => row.layers === layers));
  const mapped = report.mounts.filter((row) => row.mode === "mapped" && row.what === "mount" && !row.spinner);
  const beyond = mapped.filter((row) => row.layers === 10 || row.layers === 55);
  const lines = [
    goal("id-mapped mount, proved ÷ bare C below 55 layers", mapped.filter(below(55)), proved, 1.3),
    goal(
      "id-mapped mount, proved ÷ bare C from 55 layers",
      mapped.filter((row) => !below(55)(row)),
      proved,
      1.15,
    ),
    goal("id-mapped mount, 2.5 × proved ÷ containerd at 10 and 55 layers", beyond, times(2.5), 1),
    goal("rw mount, proved ÷ bare C below 55 layers", few, proved, 1.3),
    goal("rw mount, proved ÷ hand-off below 55 layers", few, (row) => row.provedToHandOff?.value, 1.3),
    goal("rw mount, proved ÷ bare C from 55 layers", many, proved, 1.15),
    goal("rw mount, proved ÷ hand-off from 55 layers", many, (row) => row.provedToHandOff?.value, 1.15),
    goal("rw mount, proved ÷ containerd from 10 layers", beside, (row) => row.provedToContainerd?.value, 1),
    at128?.containerd ? single("planning 128 layers ÷ containerd", at128.nanoseconds / at128.containerd, 1) : "",
    at500 ? single("planning 500 layers, µs", at500.nanoseconds / 1000, 50) : "",
    report.views
      ? single("unmount of a read-only view ÷ writable, 64 MiB dirty", report.views.ratio.value, 0.02, 4)
      : "",
    ...asideGoals(report),
    start(report, startNames.bundle, 8),
    start(report, startNames.program, 6),
  ].filter((line) => line !== "");
  return lines.length > 0 ? [["goals", ...lines].join("\n")] : [];
}

function asideGoals({ aside }: Report): string[] {
  if (aside === null) return [];
  const { namespace, identity, crowd, recording } = aside;
  return [
    namespace ? single("making a user namespace ÷ C", namespace.ratio.value, 1.3) : "",
    single("the look before an unmount ÷ the unmount", identity.ratio.value, 0.03, 4),
    single("mount of 128 layers, recorded ÷ plain", recording.ratio.value, 1.03, 3),
    single(`unmount beside ${MANY} mounts ÷ beside ${FEW}`, crowd.ratio.value, 1.1),
  ];
}

function below(layers: number): (row: MountRow) => boolean {
  return (row) => row.layers < layers;
}

function times(factor: number): (row: MountRow) => number | undefined {
  return ({ provedToContainerd }) => (provedToContainerd === null ? undefined : factor * provedToContainerd.value);
}

function proved(row: MountRow): number | undefined {
  return row.proved?.value;
}

function start({ starts }: Report, name: string, most: number): string {
  const above = starts.find((row) => row.name === name)?.above;
  return above ? single(`${name}, ms above an empty one`, above.value, most) : "";
}

function goal(
  name: string,
  rows: readonly MountRow[],
  value: (row: MountRow) => number | undefined,
  most: number,
): string {
  if (rows.length === 0) return "";
  const values = rows.map((row) => `${row.layers}: ${value(row)?.toFixed(2)}`);
  const met = rows.every((row) => (value(row) ?? Number.POSITIVE_INFINITY) <= most);
  return `${name} ≤ ${most.toFixed(2)}: ${met ? "met" : "NOT MET"} (${values.join(", ")})`;
}

function single(name: string, value: number, most: number, digits = 2): string {
  return `${name} ≤ ${most.toFixed(2)}: ${value <= most ? "met" : "NOT MET"} (${value.toFixed(digits)})`;
}
