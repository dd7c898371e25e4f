// The upperdirs and workdirs of a list: no other overlay may have them (host/records/claims.ts).
import { bytesOf } from "../bytes.ts";
import { fillHole, type Hole, observationBytes } from "../linux/finished.ts";
import { STATX_INO } from "../linux/numbers.ts";
import { Observation } from "../linux/observation.ts";
import { CWD, type Place, ProgramBuilder } from "../linux/program.ts";
import { planner } from "../planner/planner.ts";
import { claimName } from "../records/names.ts";
import type { State } from "../records/state.ts";
import { tidied } from "../tidied.ts";
import type { Mount, MountRequest } from "../types.ts";
import type { Context } from "./context.ts";
import type { Recorder } from "./recorder.ts";
import { plannedMount } from "./request.ts";

const SLASH = 0x2f;
const WORD = "upperdir=";
const latin1 = new TextDecoder("latin1");

/** What the planner is asked by, about claims in the way. */
export type Judging = Pick<Context, "planner" | "driver" | "capabilities">;

/** A directory that an overlay of a list writes to. */
export interface Top {
  /** Index in the list. */
  readonly mount: number;
  readonly path: Uint8Array;
}

/**
 * Claims what a list writes to, before anything is mounted.
 *
 * @returns Whether there was anything to claim.
 * @throws RefusedError `upper.in-use`, `upper.being-mounted`, `upper.elsewhere`, `upper.twice`, `records.unreachable`.
 */
export async function claimTops(context: Judging, request: MountRequest, recorder: Recorder): Promise<boolean> {
  const tops = await topsOf(request);
  if (tops.length === 0) return false;
  const { state } = recorder;
  const { named, twice } = await identified(state, tops);
  if (named.size === 0) return false;
  const target = tidied(bytesOf(request.target));
  const claims = recorder.claims(target);
  const found = await claims.take([...named.keys()]);
  // Reading the mount table takes longer than a mount where there are a thousand.
  if (found.length === 0 && twice.length === 0 && request.proof !== "identity") return true;
  const { judgeClaims } = await import("./judge-claims.ts");
  await judgeClaims(context, { target, named, twice, found, state });
  claims.inherit();
  return true;
}

/** Absolute ones; the planner refuses others. */
export async function topsOf({ mounts, view }: Pick<MountRequest, "mounts" | "view">): Promise<Top[]> {
  // There an upperdir is a layer.
  if (view === "read-only") return [];
  const tops: Top[] = [];
  for (const [mount, one] of mounts.entries()) {
    let { upper, work } = one;
    if (upper === undefined && isWorded(one)) {
      const meaning = (await planner()).words(plannedMount(one));
      if (meaning.ok) ({ upper, work } = meaning.value);
    }
    for (const path of [upper, work]) {
      if (path === undefined) continue;
      const bytes = bytesOf(path);
      if (bytes[0] === SLASH && !bytes.includes(0)) tops.push({ mount, path: bytes });
    }
  }
  return tops;
}

function isWorded({ options = [] }: Mount): boolean {
  return options.some((option) => (typeof option === "string" ? option : latin1.decode(option)).includes(WORD));
}

/** Looks at so many directories. */
interface Look {
  readonly program: Uint8Array;
  readonly holes: readonly Hole[];
  readonly places: readonly Place[];
}

/** The same every time, but for the paths: one is carried out before every writable mount. */
const looks: (Look | undefined)[] = [];
/** Room for a path of those. */
const PATH_BYTES = 256;

function looking(tops: readonly Top[]): Look {
  looks[tops.length] ??= lookAt(tops.map(() => undefined));
  const look = looks[tops.length] as Look;
  const isFilled = tops.every(({ path }, i) => fillHole(look.program, look.holes[i] as Hole, path));
  return isFilled ? look : lookAt(tops.map(({ path }) => path));
}

function lookAt(paths: readonly (Uint8Array | undefined)[]): Look {
  const builder = new ProgramBuilder();
  const holes: Hole[] = [];
  const places = paths.map((path) => {
    const hole = builder.hole(path ? 0 : PATH_BYTES);
    holes.push(hole);
    return builder.statx(CWD, path ?? hole, 0, STATX_INO, true);
  });
  return { program: builder.finish(), holes, places };
}

/** By their identities; what is not there has none, and is the planner's to refuse. */
export async function identified(
  state: State,
  tops: readonly Top[],
): Promise<{ readonly named: Map<string, Top>; readonly twice: readonly Top[] }> {
  if (tops.length === 0) return { named: new Map(), twice: [] };
  const { program, places } = looking(tops);
  const observed = state.runSync
    ? state.runSync(program, observationBytes(program))
    : state.run(program, observationBytes(program));
  const seen = new Observation(observed instanceof Promise ? await observed : observed, places.length);
  const named = new Map<string, Top>();
  const twice: Top[] = [];
  tops.forEach((top, i) => {
    const place = places[i];
    if (place === undefined || seen.result(place.index) !== 0) return;
    const { dev, ino } = seen.stat(place);
    const name = claimName(dev, ino);
    const first = named.get(name);
    if (first === undefined) named.set(name, top);
    else if (first.mount !== top.mount) twice.push(top);
  });
  return { named, twice };
}
