/**
 * What the planner says of one request, as text for a golden file: decisions with their prices, effects, whole runs.
 */
import { plannedRequest } from "../../host/library/request.ts";
import type {
  Answer,
  Capabilities,
  Description,
  Failure,
  MountOutcome,
  Phase,
  Reason,
  Request,
} from "../../host/planner/generated/types.ts";
import type { Planner } from "../../host/planner/planner.ts";
import { shown } from "../../host/shown.ts";
import type { MountRequest } from "../../host/types.ts";
import { effectLines, ends, shortened } from "./effect-text.ts";
import { noteLines, warningLines } from "./notes.ts";
import { PaperKernel } from "./paper.ts";
import type { World } from "./paper-world.ts";

/** Sentences are shown whole unless they hold a path that is much longer than any in practice. */
const SENTENCE = 240;

/** Capabilities, and what they are called in the file. */
export interface Labelled {
  readonly label: string;
  readonly capabilities: Capabilities;
}

function decision(reason: Reason): string[] {
  const numbers = reason.budget > 0 ? `, ${reason.needs} of ${reason.budget}` : "";
  const price = reason.cost > 0 ? `, ${reason.cost} ns` : "";
  return [
    `mount ${reason.mount}: ${reason.chosen}${price}${numbers}  [${reason.rule}]`,
    `  ${shown(reason.sentence)}`,
    ...reason.alternatives.map(({ name, cost, rule, needs, budget }) => {
      const why = budget > 0 || needs > 0 ? `${rule}: ${needs} of ${budget}` : rule;
      return `  not ${name}${cost > 0 ? `, ${cost} ns` : ""}  [${why}]`;
    }),
  ];
}

/** A refusal or a failure: everything that a caller is told. */
export function failureLines(failure: Failure): string[] {
  const { verdict, rule, mount, layer, errno, hint, kernel, left, also } = failure;
  const places = Object.entries({ mount, layer, errno })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `, ${name} ${value}`);
  return [
    `${verdict} by ${rule}${places.join("")}: ${ends(shown(failure.message), SENTENCE)}`,
    ...(hint === "" ? [] : [`  hint: ${hint}`]),
    ...(kernel.length > 0 ? [`  kernel: ${shown(kernel)}`] : []),
    ...left.map((path) => `  left: ${shown(path)}`),
    ...noteLines(also),
  ];
}

/** Which effects are told; all of them where nothing is said. */
export type Phases = readonly Phase[] | undefined;

/** The first program of a mount and the decisions behind it, or the refusal. */
export function planLines(
  planner: Planner,
  request: MountRequest,
  capabilities: Capabilities,
  phases?: Phases,
): string[] {
  const run = { request: plannedRequest(request), capabilities, observations: [] };
  const told = planner.describe(run);
  if (!told.ok) return failureLines(told.error);
  const step = planner.next(run);
  if (!step.ok || step.value.tag !== "perform") throw new Error("what is described is not performed");
  const { reasons, effects, warnings } = told.value;
  const lines = effectLines(effects, step.value.value);
  const wanted = lines.filter((_, i) => phases?.includes(effects[i]?.phase ?? "close") ?? true);
  return [...reasons.flatMap(decision), ...warningLines(warnings), ...shortened(wanted)];
}

/** The same for several kernels; those that get the same plan share one section. */
export function plansFor(
  planner: Planner,
  request: MountRequest,
  kernels: readonly Labelled[],
  phases?: Phases,
): string[] {
  const sections = new Map<string, string[]>();
  for (const { label, capabilities } of kernels) {
    const text = planLines(planner, request, capabilities, phases).join("\n");
    sections.set(text, [...(sections.get(text) ?? []), label]);
  }
  return [...sections].flatMap(([text, labels]) => [`== ${labels.join(", ")}`, text, ""]);
}

/** The decision about the only mount in one line. */
export function choiceLine(planner: Planner, request: MountRequest, capabilities: Capabilities): string {
  const told = planner.describe({ request: plannedRequest(request), capabilities, observations: [] });
  if (!told.ok) return failureLines(told.error)[0] ?? "";
  const [reason] = told.value.reasons;
  if (reason === undefined) return "no decision";
  const numbers = reason.budget > 0 ? `, ${reason.needs} of ${reason.budget}` : "";
  return `${reason.chosen}${numbers}`;
}

function outcome({ target, mounts, madeTarget, warnings }: MountOutcome): string[] {
  return [
    `mounted ${shown(target)}${madeTarget ? ", which was made" : ""}`,
    ...mounts.map(({ identity, fstype, source, way, layers, readOnly, line }) => {
      const at = shown(identity.target) || ".";
      const id = `id ${identity.mountId}${identity.unique ? "" : " (not unique)"}`;
      const how = way === undefined ? "" : `, ${layers} layers by ${way}`;
      return `  ${at}: ${shown(fstype)} from ${ends(shown(source))}${how}, ${readOnly ? "ro" : "rw"}, line ${line}, ${id}`;
    }),
    ...warningLines(warnings),
  ];
}

function ended(answer: Exclude<Answer, { readonly tag: "perform" }>): string[] {
  switch (answer.tag) {
    case "mounted":
      return outcome(answer.value);
    case "failed":
      return failureLines(answer.value);
    case "free":
      return [`free: ${answer.value.free}`];
    case "checked":
      return [`checked: ${answer.value.presences.join(", ")}`];
    case "unmounted": {
      const { unmounted, gone, retries, removedTarget, notes } = answer.value;
      return [
        `unmounted ${unmounted}, gone ${gone}, retries ${retries}${removedTarget ? ", target removed" : ""}`,
        ...noteLines(notes),
      ];
    }
    case "resolved": {
      const { uid, gid, additionalGids, username } = answer.value;
      return [`resolved ${uid}:${gid}, groups ${additionalGids.join(",")}, ${username ? shown(username) : "no name"}`];
    }
    case "recovered": {
      const { unmounted, removed, left } = answer.value;
      return [`recovered: unmounted ${unmounted}, removed ${removed}, left ${left.map(shown).join(", ") || "nothing"}`];
    }
    case "probed": {
      const { capabilities, upper, answers } = answer.value;
      const { pageSize, valueMax, fsconfigTotal, privilege } = capabilities;
      const features = Object.entries(capabilities.features).filter(([, has]) => has);
      return [
        `probed: page ${pageSize}, value ${valueMax}, total ${fsconfigTotal}, upper ${upper}, privilege ${privilege}`,
        `  features: ${features.map(([name]) => name).join(" ")}`,
        `  no: ${answers
          .filter(({ errno }) => errno !== 0)
          .map(({ name, errno }) => `${name} ${errno}`)
          .join(", ")}`,
      ];
    }
  }
}

/** More programs than any case needs: a run that does not end is a fault of the planner. */
const MOST_PROGRAMS = 64;

/** A whole run on a kernel on paper: each program with its results, and how it ended. */
export function runLines(planner: Planner, request: Request, capabilities: Capabilities, world: World): string[] {
  const paper = new PaperKernel(world);
  const observations: Uint8Array[] = [];
  const lines: string[] = [];
  while (observations.length < MOST_PROGRAMS) {
    const run = { request, capabilities, observations };
    const told = planner.describe(run);
    const step = planner.next(run);
    if (!step.ok) return [...lines, ...failureLines(step.error)];
    if (step.value.tag !== "perform") return [...lines, ...ended(step.value)];
    const program = step.value.value;
    const observation = paper.observe(program);
    lines.push(`-- program ${observations.length + 1}`);
    if (told.ok) lines.push(...carriedOut(told.value, program, observation));
    observations.push(observation);
  }
  throw new Error(`the run does not end:\n${lines.join("\n")}`);
}

function carriedOut({ effects }: Description, program: Uint8Array, observation: Uint8Array): string[] {
  const view = new DataView(observation.buffer, observation.byteOffset, observation.byteLength);
  const done = view.getUint32(4, true);
  const results = effects.map((_, i) => view.getInt32(16 + 4 * i, true));
  const lines = effectLines(effects, program, results).slice(0, done + 1);
  const rest = effects.length - lines.length;
  return [...shortened(lines), ...(rest > 0 ? [`    ${rest} not reached`] : [])];
}
