/** A golden file: what it is about, and how its text is made. */
import { lowered } from "../../../host/capabilities/lower.ts";
import type { Capabilities, Request } from "../../../host/planner/generated/types.ts";
import type { Planner } from "../../../host/planner/planner.ts";
import type { MountRequest } from "../../../host/types.ts";
import type { World } from "../paper-world.ts";
import { choiceLine, type Labelled, type Phases, planLines, plansFor, runLines } from "../render.ts";
import { KERNELS, type Kernel, vector } from "../vectors.ts";

/** One file of test/plan/golden. */
export interface Golden {
  /** The file's name, without `.txt`. */
  readonly name: string;
  /** Its first line. */
  readonly about: string;
  readonly lines: (planner: Planner) => string[];
}

const ALL = KERNELS;

/** The vectors of all measured kernels. */
export function kernels(names: readonly Kernel[] = ALL): Labelled[] {
  return names.map((label) => ({ label, capabilities: vector(label) }));
}

/** A vector less some capabilities. */
export function without(kernel: Kernel, names: readonly string[]): Capabilities {
  return lowered(vector(kernel), names);
}

/** One request on every kernel. */
export function planned(
  name: string,
  about: string,
  request: MountRequest,
  on: readonly Labelled[] = kernels(),
  phases?: Phases,
): Golden {
  return { name, about, lines: (planner) => plansFor(planner, request, on, phases) };
}

/** Several requests, each with a word of its own, on one kernel. */
export function variants(
  name: string,
  about: string,
  capabilities: Capabilities,
  requests: Readonly<Record<string, MountRequest>>,
  phases?: Phases,
): Golden {
  const lines = (planner: Planner) =>
    Object.entries(requests).flatMap(([what, one]) => [
      `== ${what}`,
      ...planLines(planner, one, capabilities, phases),
      "",
    ]);
  return { name, about, lines };
}

/** A row of a table of choices. */
export type Row = readonly [what: string, request: MountRequest, capabilities: Capabilities];

/** What is chosen, one line a case. */
export function choices(name: string, about: string, rows: readonly Row[]): Golden {
  const width = Math.max(...rows.map(([what]) => what.length));
  const lines = (planner: Planner) =>
    rows.map(([what, one, capabilities]) => `${what.padEnd(width)}  ${choiceLine(planner, one, capabilities)}`);
  return { name, about, lines };
}

/** A run from its first program to its end, on paper. */
export function ran(name: string, about: string, request: Request, capabilities: Capabilities, world: World): Golden {
  return { name, about, lines: (planner) => runLines(planner, request, capabilities, world) };
}

/** Several in one file, one below the other. */
export function together(name: string, about: string, parts: readonly Golden[]): Golden {
  return { name, about, lines: (planner) => parts.flatMap((part) => [`## ${part.about}`, ...part.lines(planner), ""]) };
}

/** The whole text of a golden file. */
export function goldenText(golden: Golden, planner: Planner): string {
  return `${[`# ${golden.about}`, "", ...golden.lines(planner)].join("\n").trimEnd()}\n`;
}
