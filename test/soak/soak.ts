/** Many mounts alive and many operations at once, for a while; then all is taken down, and nothing may be left. */
import { heapStats } from "bun:jsc";
import { mkdirSync, readdirSync } from "node:fs";
import table from "../../core-wasm/effects.json" with { type: "json" };
import { Random } from "../model/random.ts";
import { grownIn } from "../support/grown.ts";
import { mount, umount } from "../support/libc.ts";
import { mountedBeneath } from "../support/temporary.ts";
import { recovers, startsAndKills } from "./kills.ts";
import { conflicts, lists, mounts, runs, unmounts, type Work } from "./operations.ts";
import { type Slot, Slots } from "./slots.ts";
import { Tally } from "./tally.ts";

/** How much of it. */
export interface Load {
  readonly seed: number;
  readonly milliseconds: number;
  readonly alive: number;
  readonly atATime: number;
}

/** What came of it. */
export interface Soaked {
  readonly tally: Tally;
  readonly seconds: number;
  readonly aliveMost: number;
  /** Bytes by which heap and resident memory grew from the first half to the last quarter. */
  readonly heap: number;
  readonly resident: number;
  readonly descriptors: { readonly before: number; readonly after: number };
  /** What is left, or was wrong: nothing. */
  readonly wrong: readonly string[];
}

/** Looks at the memory in a soak. */
const LOOKS = 32;
const MEGABYTE = 1024 * 1024;
/** What a collector keeps for what comes next, whatever the time: measured over 15, 45 and 300 seconds. */
const HEAP_MOST = 32 * MEGABYTE;
const RESIDENT_MOST = 128 * MEGABYTE;
/** Sockets of sessions that are kept: up to eight, each with two from the time that its thread is first needed. */
const SESSIONS = 16;
/** How often all slots' work is repeated until nothing is mounted at the end. */
const ROUNDS = 20;

function descriptors(): number {
  // The directory that is being read is one of them.
  return readdirSync("/proc/self/fd").length - 1;
}

/** In a directory of its own, in a mount namespace of its own: it is covered by a file system in memory. */
export async function soak(directory: string, { seed, milliseconds, alive, atATime }: Load): Promise<Soaked> {
  mount("layermount-soak", directory, "tmpfs", 0, "mode=0700");
  const random = new Random(seed);
  const tally = new Tally();
  mkdirSync(`${directory}/state`, { mode: 0o700 });
  const slots = new Slots(directory, Math.ceil(1.15 * alive) + atATime, random);
  const options = { state: `${directory}/state` };
  const childOp = 1 + table.effects.findIndex(({ op }) => op === "child");
  const work: Work = { slots, random, tally, options, childOp };
  await warmUp(work, atATime);
  const before = descriptors();
  const [heap, resident]: [number[], number[]] = [[], []];
  const begin = performance.now();
  let aliveMost = 0;
  let isOver = false;
  const looking = (async () => {
    while (!isOver) {
      Bun.gc(true);
      heap.push(heapStats().heapSize);
      resident.push(process.memoryUsage.rss());
      aliveMost = Math.max(aliveMost, slots.alive);
      await new Promise((resolve) => setTimeout(resolve, milliseconds / LOOKS));
    }
  })();
  const worker = async () => {
    while (performance.now() - begin < milliseconds) await one(work, alive);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  isOver = true;
  await looking;
  const seconds = (performance.now() - begin) / 1000;
  await takeAllDown(work);
  const after = await settled(before);
  const wrong = [...tally.wrong, ...left(directory, slots)];
  if (after > before + SESSIONS) wrong.push(`${after - before} descriptors more than before`);
  const [more, pages] = [grownIn(heap), grownIn(resident)];
  if (more > HEAP_MOST || pages > RESIDENT_MOST) wrong.push(`its memory grew by ${more} and ${pages} bytes`);
  for (const point of mountedBeneath(directory).reverse()) umount(point, 2);
  return {
    tally,
    seconds,
    aliveMost,
    heap: more,
    resident: pages,
    descriptors: { before, after },
    wrong,
  };
}

/** Sessions, modules and compiled code that stay for good are there before anything is counted. */
async function warmUp(work: Work, atATime: number): Promise<void> {
  const some = work.slots.all.slice(0, atATime);
  for (let i = 0; i < 3; i++) {
    await Promise.all(some.filter(({ mounted }) => !mounted).map((slot) => at(slot, () => mounts(work, slot))));
    await Promise.all(some.map((slot) => at(slot, () => unmounts(work, slot))));
  }
  await lists(work);
}

async function at(slot: Slot, operation: () => Promise<void>): Promise<void> {
  slot.busy = true;
  slot.turns++;
  try {
    await operation();
  } finally {
    slot.busy = false;
  }
}

/** One operation: mounts while there are too few of them, else one of all kinds. */
async function one(work: Work, alive: number): Promise<void> {
  const { slots, random } = work;
  const draw = random.below(400);
  if (draw === 0) return lists(work);
  if (draw === 1) return recovers(work);
  const isFew = slots.alive < alive;
  const mounts_ = draw < 4 || (isFew ? draw % 8 !== 7 : draw % 2 === 0 && slots.alive < 1.05 * alive);
  const slot = slots.pick(!mounts_);
  if (slot === undefined) return new Promise((resolve) => setTimeout(resolve, 1));
  await at(slot, async () => {
    if (!mounts_) return unmounts(work, slot);
    if (draw === 2) return runs(work, slot);
    if (draw === 3) return startsAndKills(work, slot);
    const other = draw % 20 === 0 ? slots.pick(true) : undefined;
    if (other && !other.doubtful && other.number % 2 === 0) return at(other, () => conflicts(work, slot, other));
    return mounts(work, slot);
  });
}

async function takeAllDown(work: Work): Promise<void> {
  await recovers(work, true);
  for (let round = 0; round < ROUNDS && work.slots.alive > 0; round++) {
    const standing = work.slots.all.filter(({ mounted }) => mounted !== undefined);
    for (let i = 0; i < standing.length; i += 50) {
      await Promise.all(standing.slice(i, i + 50).map((slot) => at(slot, () => unmounts(work, slot))));
    }
  }
}

/** Descriptors that are still being closed, of sessions that the pool does not keep. */
async function settled(most: number): Promise<number> {
  for (let i = 0; i < 50 && descriptors() > most; i++) {
    Bun.gc(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return descriptors();
}

function left(directory: string, slots: Slots): string[] {
  const wrong = mountedBeneath(directory)
    .filter((point) => point !== directory)
    .map((point) => `${point} is still mounted`);
  for (const name of readdirSync(`${directory}/state`, { recursive: true })) {
    if (!/^(?:capabilities\.json|uppers|views)$/.test(`${name}`)) wrong.push(`${name} is left in the state directory`);
  }
  const targets = new Set(readdirSync(`${directory}/targets`));
  for (const { number } of slots.all) {
    if (targets.has(`${number}`) === (number % 3 === 0)) wrong.push(`the directory of target ${number}`);
  }
  return wrong;
}
