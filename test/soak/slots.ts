/** Where mounts go: a target for each, upper directories of their own, and layers that all share. */
import { mkdirSync, writeFileSync } from "node:fs";
import type { Mounted, MountRequest } from "../../host/index.ts";
import type { Random } from "../model/random.ts";

const LAYERS = 24;
const LAYERS_MOST = 12;

/** What is at a target. */
export interface Slot {
  readonly number: number;
  readonly target: string;
  /** An operation is under way. */
  busy: boolean;
  /** How many operations there were. */
  turns: number;
  /** An unmount failed by an injected fault: it may be there or not. */
  doubtful: boolean;
  /** What is mounted there. */
  mounted: Mounted | undefined;
  /** A process that mounted there was killed: recovery is to say what is there. */
  killed: boolean;
}

/** Every slot, and what is free among them. */
export class Slots {
  readonly all: readonly Slot[];
  readonly #place: string;
  readonly #random: Random;

  constructor(place: string, count: number, random: Random) {
    this.#place = place;
    this.#random = random;
    for (let i = 0; i < LAYERS; i++) {
      mkdirSync(`${place}/layers/${i}/fs/sub${i % 5}`, { recursive: true });
      writeFileSync(`${place}/layers/${i}/fs/file${i}`, `${i}\n`);
    }
    mkdirSync(`${place}/targets`);
    this.all = Array.from({ length: count }, (_, number) => {
      mkdirSync(`${place}/rw/${number}/upper`, { recursive: true });
      mkdirSync(`${place}/rw/${number}/work`);
      const target = `${place}/targets/${number}`;
      // Every third target is made by its mount, and goes with it.
      if (number % 3 !== 0) mkdirSync(target);
      return { number, target, busy: false, turns: 0, doubtful: false, mounted: undefined, killed: false };
    });
  }

  get alive(): number {
    return this.all.filter(({ mounted }) => mounted !== undefined).length;
  }

  /** One that nobody works at, with or without a mount; undefined where a few tries find none. */
  pick(isMounted: boolean): Slot | undefined {
    for (let i = 0; i < 40; i++) {
      const slot = this.#random.of(this.all);
      if (!slot.busy && !slot.killed && (slot.mounted !== undefined) === isMounted) return slot;
    }
    return undefined;
  }

  /** An overlay for a slot: every second one is writable, and has the upperdir of `upper`. */
  request({ number, target }: Slot, upper = number): MountRequest {
    const random = this.#random;
    const from = random.below(LAYERS);
    const lowers = Array.from({ length: 2 + random.below(LAYERS_MOST - 1) }, (_, i) => {
      return `${this.#place}/layers/${(from + i) % LAYERS}/fs`;
    });
    const top = upper % 2 === 0 && {
      upper: `${this.#place}/rw/${upper}/upper`,
      work: `${this.#place}/rw/${upper}/work`,
    };
    return { mounts: [{ type: "overlay", lowers, ...top }], target, mkdir: number % 3 === 0 };
  }
}
