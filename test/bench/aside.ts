// What a mount or an unmount costs besides: making a user namespace, the look before an unmount, a long mount table.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { mount } from "../../host/index.ts";
import { asked } from "../../host/linux/asked.ts";
import { observationBytes } from "../../host/linux/finished.ts";
import { AT_EMPTY_PATH, O_DIRECTORY, O_NOFOLLOW, O_PATH, STATX_BASIC_STATS } from "../../host/linux/numbers.ts";
import { CWD, ProgramBuilder } from "../../host/linux/program.ts";
import { Session } from "../../host/linux/session.ts";
import { mount as attach, MS, umount } from "../support/libc.ts";
import { type Layers, lowersOf } from "./layers.ts";
import type { Peer } from "./peer.ts";
import { type Estimate, median, ratioOf, shuffled } from "./statistics.ts";

const LAYERS = 10;
const RECORDED = 128;
/** Other mounts in the table. */
export const FEW = 10;
export const MANY = 5000;
const MNT_DETACH = 2;
/** The first id of a host that is no other bench's. */
const FIRST_ID = 1_000_000;
const SIZE = 65_536;
/** Checks of one program. */
const CHECKS = 500;
/** Of a turn, and of these so many are not counted: whatever was before them has left its traces. */
const TURN = 7;
const UNCOUNTED = 3;

/** Two things that were measured in the same rounds, in microseconds, and the second to the first. */
export interface Pair {
  readonly base: number;
  readonly ours: number;
  readonly ratio: Estimate;
}

export interface Aside {
  /** Making a user namespace: in C, and what a mapped mount takes longer whose maps are new. Null without C. */
  readonly namespace: Pair | null;
  /** A mapped mount whose maps are held, and one whose maps are new. */
  readonly maps: Pair;
  /** An unmount, and what of it is the look whether it is still the mount that is meant. */
  readonly identity: Pair;
  /** An unmount beside few other mounts, and beside many. */
  readonly crowd: Pair;
  /** A mount of 128 layers, and the same with its run recorded in a file where its record goes, too. */
  readonly recording: Pair;
  /** The same with the file on the file system of the layers, whose journal has just been written by an unmount. */
  readonly recordingThere: Pair;
}

/** Everything, in the mount namespace of the caller. */
export async function measureAside(
  layers: Layers,
  place: string,
  rounds: number,
  peer: Peer | undefined,
  random: () => number,
): Promise<Aside> {
  for (const name of ["target", "upper", "work", "others"]) mkdirSync(join(place, name), { recursive: true });
  const pair = (base: number[], ours: number[]): Pair => {
    return { base: median(base) / 1000, ours: median(ours) / 1000, ratio: ratioOf(ours, base, random) };
  };
  const times = { made: [] as number[], held: [] as number[], fresh: [] as number[], longer: [] as number[] };
  const recorded = { no: [] as number[], yes: [] as number[], there: [] as number[] };
  const unmounts = { few: [] as number[], many: [] as number[], check: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    if (peer) times.made.push(Number((await peer.ask("namespace"))[0]));
    const works = shuffled(
      [
        async () => times.held.push(await middle(() => mapped(layers, place, 0))),
        async () => times.fresh.push(await middle((i) => mapped(layers, place, 1 + round * TURN + i))),
        async () => recorded.no.push(await middle(() => recordedMount(layers, place))),
        // A file that is there would be cut off first, which some file systems write back at once.
        async () => recorded.yes.push(await middle((i) => recordedMount(layers, place, `/run/trace-${round}-${i}`))),
        async () =>
          recorded.there.push(await middle((i) => recordedMount(layers, place, join(place, `trace-${round}-${i}`)))),
      ],
      random,
    );
    for (const work of works) await work();
    times.longer.push((times.fresh.at(-1) ?? 0) - (times.held.at(-1) ?? 0));
    await crowded(place, FEW, async () => {
      unmounts.few.push(await middle(() => takenDown(layers, place)));
      unmounts.check.push(await check(layers, place));
    });
    await crowded(place, MANY, async () => {
      unmounts.many.push(await middle(() => takenDown(layers, place)));
    });
  }
  return {
    namespace: peer ? pair(times.made, times.longer) : null,
    maps: pair(times.held, times.fresh),
    identity: pair(unmounts.few, unmounts.check),
    crowd: pair(unmounts.few, unmounts.many),
    recording: pair(recorded.no, recorded.yes),
    recordingThere: pair(recorded.no, recorded.there),
  };
}

/** The median of a turn without its beginning. */
async function middle(work: (i: number) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < TURN; i++) times.push(await work(i));
  return median(times.slice(UNCOUNTED));
}

/** Nanoseconds of a read-only mount by maps that are numbered: those of 0 are held from the first one on. */
async function mapped(layers: Layers, place: string, number: number): Promise<number> {
  const map = `0:${FIRST_ID + number * SIZE}:${SIZE}`;
  const options = [`uidmap=${map}`, `gidmap=${map}`];
  const request = { mounts: [{ type: "overlay", lowers: lowersOf(layers, LAYERS), options }] };
  const begin = Bun.nanoseconds();
  const mounted = await mount({ ...request, target: join(place, "target") });
  const spent = Bun.nanoseconds() - begin;
  await mounted.unmount();
  return spent;
}

async function written(layers: Layers, place: string, count = LAYERS, record?: string) {
  const top = { upper: join(place, "upper"), work: join(place, "work") };
  const overlay = { type: "overlay", lowers: lowersOf(layers, count), ...top };
  return mount({ mounts: [overlay], target: join(place, "target") }, { ...(record && { record }) });
}

async function recordedMount(layers: Layers, place: string, record?: string): Promise<number> {
  const begin = Bun.nanoseconds();
  const mounted = await written(layers, place, RECORDED, record);
  const spent = Bun.nanoseconds() - begin;
  await mounted.unmount();
  return spent;
}

async function takenDown(layers: Layers, place: string): Promise<number> {
  const mounted = await written(layers, place);
  const begin = Bun.nanoseconds();
  await mounted.unmount();
  return Bun.nanoseconds() - begin;
}

/** Nanoseconds of one look at what is mounted, as before every unmount: statx(2) and a comparison. */
async function check(layers: Layers, place: string): Promise<number> {
  await using _mounted = await written(layers, place);
  const session = new Session();
  try {
    const target = join(place, "target");
    const [observation, stat] = await asked(session, (builder) => {
      builder.open(0, CWD, target, O_PATH | O_DIRECTORY | O_NOFOLLOW);
      return builder.statx(0, "", AT_EMPTY_PATH, STATX_BASIC_STATS);
    });
    const id = new Uint8Array(new BigUint64Array([observation.stat(stat).mountId]).buffer);
    const times = [0, CHECKS].map((checks) => {
      const builder = new ProgramBuilder();
      for (let i = 0; i < checks; i++) builder.same(builder.statx(0, "", AT_EMPTY_PATH, STATX_BASIC_STATS), 24, id);
      const program = builder.finish();
      const begin = Bun.nanoseconds();
      session.runSync(program, observationBytes(program));
      return Bun.nanoseconds() - begin;
    });
    return ((times[1] ?? 0) - (times[0] ?? 0)) / CHECKS;
  } finally {
    await session.close();
  }
}

/** Does it beside so many other mounts, beneath a mount of their own with which they go. */
async function crowded(place: string, count: number, work: () => Promise<void>): Promise<void> {
  const others = join(place, "others");
  attach("others", others, "tmpfs");
  try {
    for (let i = 0; i < count; i++) {
      mkdirSync(join(others, String(i)));
      attach(others, join(others, String(i)), "none", MS.bind);
    }
    await work();
  } finally {
    umount(others, MNT_DETACH);
  }
}
