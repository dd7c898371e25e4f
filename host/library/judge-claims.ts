// Loaded only where an upperdir or workdir has a claim already, or where more is to be proved than usual.
import type { Claim, ClaimState } from "../planner/generated/types.ts";
import type { Found } from "../records/found-claim.ts";
import { isHere, originOf, readRecords } from "../records/index.ts";
import { isInhabited } from "../records/inhabited.ts";
import { BOUND } from "../records/names.ts";
import type { MountRecord } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { carryOut } from "../run/carry-out.ts";
import type { Judging, Top } from "./claim-uppers.ts";
import { Overlays } from "./overlays.ts";

/** What is asked about. */
export interface Claimed {
  readonly target: Uint8Array;
  /** What is claimed now, by name of the claim. */
  readonly named: ReadonlyMap<string, Top>;
  /** What another overlay of the same list has, too. */
  readonly twice: readonly Top[];
  /** Claims that were there. */
  readonly found: readonly Found[];
  readonly state: State;
}

type Standing = Pick<Claim, "other" | "state">;

const UNKNOWN = new TextEncoder().encode("a place that is not known");

/** Finds out what the planner needs to know of the others, and lets it decide. @throws RefusedError */
export async function judgeClaims(context: Judging, claimed: Claimed): Promise<void> {
  const { target, named, twice, found, state } = claimed;
  const claims: Claim[] = twice.map(({ mount, path }) => {
    return { mount, directory: path, other: target, state: "listed" };
  });
  const add = (name: string, standing: Standing): void => {
    const top = named.get(name);
    if (top) claims.push({ mount: top.mount, directory: top.path, ...standing });
  };
  const { records } = found.length > 0 ? await readRecords(state) : { records: [] };
  const overlays = await Overlays.look(state);
  for (const one of found) {
    const record = records.find(({ token }) => token === one.token);
    const other = one.target.length > 0 ? one.target : UNKNOWN;
    if (one.isHeld) add(one.name, { other, state: "begun" });
    else if (record === undefined && one.token !== BOUND)
      add(one.name, await unfinished(other, overlays, state, records));
    else add(one.name, await standing(other, overlays, state, record));
  }
  // A claim outlives its mount where a process was killed, and others claim nothing.
  for (const { name, point } of await overlays.written()) add(name, { other: point, state: "mounted" });
  const request = { tag: "claims", value: { target, claims } } as const;
  const { answer } = await carryOut(context.planner, context.driver, request, context.capabilities);
  if (answer.tag !== "free") throw new Error(`a look at claims ended as ${answer.tag}`);
}

/** Whoever claimed it died before its mount was recorded: what nobody knows of may be that mount. */
async function unfinished(
  other: Uint8Array,
  overlays: Overlays,
  state: State,
  records: readonly MountRecord[],
): Promise<Standing> {
  const here = await originOf(state);
  const recorded = records.filter((record) => isHere(record, here)).flatMap(({ mounts }) => mounts);
  const place = await overlays.unknown(recorded.map(({ identity }) => identity));
  return place ? { other: place, state: "unfinished" } : { other, state: "gone" };
}

/** Where the mount of a claim is now. */
async function standing(
  other: Uint8Array,
  overlays: Overlays,
  state: State,
  record: MountRecord | undefined,
): Promise<Standing> {
  const here = await originOf(state);
  const gone: ClaimState = "gone";
  if (record === undefined || record.boot !== here.boot) return { other, state: gone };
  if (!isHere(record, here)) {
    return { other, state: (await isInhabited(state, record.namespace)) ? "elsewhere" : gone };
  }
  for (const { identity } of record.mounts) {
    const place = await overlays.placeOf(identity);
    if (place) return { other: place, state: "mounted" };
  }
  return { other, state: gone };
}
