import { shown } from "../../shown.ts";
import type { Mounted, MountedPart } from "../../types.ts";
import type { Paint } from "../description.ts";
import type { JsonMounted, JsonMountedPart } from "../json.ts";
import { jsonTarget, jsonText } from "./path.ts";
import { rangesOf } from "./ranges.ts";
import { table } from "./table.ts";
import { warningJson } from "./warning.ts";

export function mountedJson(mounted: Mounted): JsonMounted {
  return {
    ok: true,
    ...jsonTarget(mounted.target),
    mountId: String(mounted.mountId),
    unique: mounted.unique,
    way: mounted.way ?? null,
    layers: mounted.layers,
    planHash: mounted.planHash,
    steps: mounted.steps,
    warnings: mounted.warnings.map(warningJson),
    mounts: mounted.mounts.map(partJson),
  };
}

function partJson(part: MountedPart): JsonMountedPart {
  return {
    ...jsonTarget(part.target),
    mountId: String(part.mountId),
    unique: part.unique,
    type: jsonText(part.fstype),
    source: jsonText(part.source),
    way: part.way ?? null,
    layers: part.layers,
    readOnly: part.readOnly,
    line: part.line,
    propagation: propagationName(part.propagation),
    ...(part.uidMap.length > 0 && { uidMap: rangesOf(part.uidMap), gidMap: rangesOf(part.gidMap) }),
  };
}

const MS_UNBINDABLE = 0x20000;
const MS_SLAVE = 0x80000;
const MS_SHARED = 0x100000;

function propagationName(bits: number): JsonMountedPart["propagation"] {
  if (bits & MS_SHARED) return "shared";
  if (bits & MS_SLAVE) return "slave";
  return bits & MS_UNBINDABLE ? "unbindable" : "private";
}

/** One line for each mount. */
export function mountedText(mounted: Mounted, paint: Paint): string {
  const target = shown(mounted.target);
  const rows = mounted.mounts.map((part) => {
    const beneath = part.target.length > 0 ? `${target === "/" ? "" : target}/${shown(part.target)}` : target;
    return [
      paint.bold(beneath),
      shown(part.fstype),
      part.readOnly ? "ro" : "rw",
      propagationName(part.propagation),
      part.layers > 0 ? `${part.layers} layers` : "",
      part.way ? `by ${part.way}` : "",
      part.uidMap.length > 0 ? "id-mapped" : "",
      paint.dim(`mount ${part.mountId}${part.unique ? "" : " (not unique)"}`),
    ];
  });
  return `${paint.green("mounted and proved")}, ${mounted.steps} steps\n${table(rows)}`;
}
