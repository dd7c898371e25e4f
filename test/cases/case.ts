/**
 * Shared cases: what is asked for, on what, and what must come of it. They are
 * data and small functions, so that every driver (the library on the real kernel,
 * an ordinary user's namespace, a simulated kernel) runs the same list.
 */
import type { Mounted, MountRequest, Options } from "../../host/index.ts";
import type { Tree } from "../model/entry.ts";
import type { Place } from "./place.ts";

/** The ways in which an overlay's layers can be named to the kernel. */
export const WAYS = ["relative", "prefix", "strings", "descriptors", "mixed"] as const;

/** One of the ways. */
export type Way = (typeof WAYS)[number];

/** What a case needs of the machine beyond an overlay and a temporary directory. */
export type Need =
  | "root"
  | "loop"
  | "proc"
  | "bytes"
  | "overlay"
  | "idmap"
  | "idmapped-scene"
  | "mkfs-erofs"
  | "erofs-file";

/** What must come of a request. */
export type Expect =
  | { readonly outcome: "mounted"; readonly way?: Way }
  | {
      /** refused: nothing was done; failed: all was undone. */
      readonly outcome: "usage" | "refused" | "failed";
      readonly rule: string;
      /** Index of the mount in the list, where the answer must name it. */
      readonly mount?: number;
      /** Index of the layer, topmost 0, where the answer must name it. */
      readonly layer?: number;
      /** What the sentence must hold: the budget that is in the way, for instance. */
      readonly sentence?: string;
    };

/** A tree that must be seen somewhere beneath the target once it is mounted. */
export interface Show {
  /** Beneath the target; empty: the target itself. */
  readonly at: string;
  readonly tree: () => Tree;
}

/** A case made real: directories exist, the request can be given to a driver. */
export interface Built {
  readonly request: MountRequest;
  readonly options?: Options;
  readonly shows?: readonly Show[];
  /** The top layer, if the root is an overlay to write to. */
  readonly upper?: string;
  /** Layers that no write may reach. */
  readonly lowers?: readonly string[];
  /** How many mounts the mount table gains; 1 where nothing is said. */
  readonly mounts?: number;
  /** More to look at while it is mounted; throws what is wrong. */
  readonly check?: (mounted: Mounted) => void | Promise<void>;
}

/** One case. */
export interface Case {
  readonly name: string;
  readonly needs?: readonly Need[];
  /** Any one of these must come of it. */
  readonly expect: readonly [Expect, ...Expect[]];
  /** The same for an ordinary user in a user namespace, where that differs. */
  readonly ordinary?: readonly [Expect, ...Expect[]];
  /** The same on a kernel without statmount(2) (before 6.8), where that differs. */
  readonly blind?: readonly [Expect, ...Expect[]];
  /** The same on one series of kernels, where that differs. */
  readonly on?: Readonly<Partial<Record<string, readonly [Expect, ...Expect[]]>>>;
  readonly build: (place: Place) => Built | Promise<Built>;
}

/** It is mounted, by this way if one is named. */
export function mounted(way?: Way): Expect {
  return way === undefined ? { outcome: "mounted" } : { outcome: "mounted", way };
}

/** A rule refuses it before anything is done. */
export function refused(rule: string, at: { mount?: number; layer?: number } = {}): Expect {
  return { outcome: "refused", rule, ...at };
}

/** The kernel or the proof refuses it, and all is undone. */
export function failed(rule: string, at: { mount?: number; layer?: number } = {}): Expect {
  return { outcome: "failed", rule, ...at };
}

/** The way that was asked for is closed by the budget of the option page, and the sentence says so. */
export const OVER_PAGE: Expect = { outcome: "refused", rule: "way.unavailable", sentence: "budget.option-page" };

/** The same case, of which something else must come for an ordinary user in a user namespace. */
export function ordinarily(one: Case, ...ordinary: readonly [Expect, ...Expect[]]): Case {
  return { ...one, ordinary };
}
