// How a run's journal is made, and with it the claims of what the run writes to, by one program.
import { fillHole, type Hole, observationBytes, setWriteLength } from "../linux/finished.ts";
import {
  AT_EMPTY_PATH,
  EAGAIN,
  ESTALE,
  LOCK_EX_NB,
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_NOFOLLOW,
  O_RDWR,
  STATX_NLINK,
} from "../linux/numbers.ts";
import { Observation } from "../linux/observation.ts";
import { ProgramBuilder } from "../linux/program.ts";
import type { Session } from "../linux/session.ts";
import { MODE, NEW_CLAIM } from "./claims.ts";
import { DIRECTORY, DirectoryProgram } from "./directory.ts";
import { isOurs, type OpenedClaim, openClaim } from "./found-claim.ts";
import { claimPath } from "./names.ts";
import type { State } from "./state.ts";
import { NEW_MODE } from "./write.ts";

/** The register that a journal is held in: a planner's programs leave it alone, but for what they note there. */
export const JOURNAL = 253;
/** Registers of claims that are made with it, among the host's own (core-wasm/run/registers.ts, HELD_FROM). */
export const CLAIMS = 230;
/** More of them are claimed by themselves. */
export const CLAIMS_MOST = 8;
const JOURNAL_NAME_BYTES = 48;
const CLAIM_PATH_BYTES = 64;
const TEXT_BYTES = 512;
/** Number of names, in what statx gives. */
const LINKS_AT = 44;
const ONE = new Uint8Array([1, 0, 0, 0]);

/** Makes them: everything but their names. */
export interface Opening {
  readonly program: Uint8Array;
  readonly count: number;
  /** The journal's name. */
  readonly hole: Hole;
  readonly locked: number;
  readonly claims: readonly (OpenedClaim & { readonly hole: Hole })[];
  /** What they say. */
  readonly text: Hole;
  readonly written: readonly number[];
}

/** They are the same every time, by number of claims. */
const openings = new WeakMap<State, (Opening | undefined)[]>();

/** The program for so many claims. The directory stays open, for what is to be removed. */
export function opening(state: State, claims: number): Opening {
  const known = openings.get(state) ?? [];
  openings.set(state, known);
  known[claims] ??= made(state, claims);
  return known[claims];
}

function made(state: State, claims: number): Opening {
  const { builder } = new DirectoryProgram(state);
  const hole = builder.hole(JOURNAL_NAME_BYTES);
  builder.open(JOURNAL, DIRECTORY, hole, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW, NEW_MODE);
  const locked = builder.flock(JOURNAL, LOCK_EX_NB);
  // Who looks for what the dead have left may have taken it for theirs before it was locked.
  stillNamed(builder, JOURNAL);
  const places = Array.from({ length: claims }, (_, i) => {
    const path = builder.hole(CLAIM_PATH_BYTES);
    return { hole: path, ...openClaim(builder, CLAIMS + i, path, NEW_CLAIM, MODE) };
  });
  // It is written while the mount is planned: at its end it would take longer.
  const text = builder.hole(TEXT_BYTES);
  const written = places.map((_, i) => builder.write(CLAIMS + i, text, true));
  return { program: builder.finish(), count: builder.count, hole, locked, claims: places, text, written };
}

/**
 * Makes a journal and claims, all or nothing, on the thread of the session that holds them from then on.
 *
 * @param text What the claims say.
 * @param meanwhile Called while that is done.
 * @returns False where anything is in the way: one by one it is found out what.
 */
export async function openTogether(
  state: State,
  session: Session,
  journal: string,
  claims: readonly string[],
  text: Uint8Array,
  meanwhile: () => void,
): Promise<boolean> {
  const { program, count, hole, locked, claims: places, text: saying, written } = opening(state, claims.length);
  fillHole(program, hole, journal);
  if (!fillHole(program, saying, text)) return false;
  for (const index of written) setWriteLength(program, index, text.length);
  for (const [i, name] of claims.entries()) {
    const place = places[i];
    if (place === undefined || !fillHole(program, place.hole, claimPath(name))) return false;
  }
  const seen = new Observation(await session.lending.run(program, observationBytes(program), meanwhile), count);
  const isWhole = written.every((index) => seen.result(index) === text.length);
  if (seen.errno === 0 && isWhole && places.every((place) => isOurs(seen, place))) return true;
  const builder = new ProgramBuilder();
  if (seen.done >= locked) builder.unlink(DIRECTORY, journal, true);
  for (const [i, name] of claims.entries()) {
    const place = places[i];
    if (seen.errno === 0 && place && isOurs(seen, place)) builder.unlink(DIRECTORY, claimPath(name), true);
    builder.close(CLAIMS + i, true);
  }
  builder.close(JOURNAL, true);
  builder.close(DIRECTORY, true);
  const undo = builder.finish();
  session.runSync(undo, observationBytes(undo));
  return false;
}

/** By number of claims. */
const closings: (Uint8Array | undefined)[] = [];

function closing(claims: number): Uint8Array {
  const builder = new ProgramBuilder();
  for (let i = 0; i < claims; i++) builder.close(CLAIMS + i, true);
  builder.close(JOURNAL, true);
  builder.close(DIRECTORY, true);
  return builder.finish();
}

/** Lets go of a journal, and of so many claims that were made with it. */
export function closeTogether(session: Session, claims: number): void {
  closings[claims] ??= closing(claims);
  session.runSync(closings[claims], observationBytes(closings[claims]));
}

/** Stops the program where a file that was just made and locked has lost its name to somebody else. */
export function stillNamed(builder: ProgramBuilder, register: number): void {
  const stat = builder.statx(register, "", AT_EMPTY_PATH, STATX_NLINK);
  builder.same(stat, LINKS_AT, ONE);
}

/** Whether this is what stops a program where somebody else has locked a new file first, or removed it. */
export function isSeen(errno: number): boolean {
  return errno === EAGAIN || errno === ESTALE;
}
