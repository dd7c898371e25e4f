import { rmSync } from "node:fs";
import { makeStack, makeTop, type Stack, type Top } from "../model/layers.ts";
import { onDisk } from "../support/names.ts";
import { temporary } from "../support/temporary.ts";
import type { Place } from "./place.ts";

/** One more than the kernel takes, for the case that is one too many. */
const MOST = 501;

let made: Stack | undefined;

/**
 * The lowest `count` layers of one stack that all cases of a process share: making
 * and removing 500 layers takes longer than any case. Nothing may write to them, and
 * the runner sees it if something does.
 */
export function shelf(place: Place, count: number): Stack {
  made ??= makeStack({ directory: temporary("shelf").path, count: MOST, abilities: place.abilities });
  return { directory: made.directory, lowers: made.lowers.slice(MOST - count) };
}

/** An upperdir and a workdir beside the shared layers, as a snapshotter has them; removed with the place. */
export function shelfTop(place: Place, stack: Stack, seed?: number): Top {
  const directory = `${stack.directory}/snapshots/top`;
  place.finally(() => rmSync(onDisk(directory), { recursive: true }));
  return makeTop(directory, seed, place.abilities);
}
