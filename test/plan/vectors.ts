/**
 * Capability vectors of real kernels, as the probe found them inside emulated machines. Nothing is written by hand:
 * `bun run test:kernels --vectors` writes test/plan/vectors/*.json again.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Capabilities } from "../../host/planner/generated/types.ts";

/** Kernels of which there is a vector, from the oldest on. */
export const KERNELS = ["5.10", "6.1", "6.12", "6.16", "6.17", "6.18", "7.2", "7.3"] as const;

/** A vector's name. */
export type Kernel = (typeof KERNELS)[number];

/** What a file of test/plan/vectors holds. */
export interface Vector {
  readonly kernel: Kernel;
  /** The package's version. */
  readonly release: string;
  readonly root: Capabilities;
  /** The same kernel for an ordinary user in namespaces of their own. */
  readonly ordinary: Capabilities;
}

/** Where a vector lies. */
export function vectorFile(kernel: Kernel): string {
  return join(import.meta.dirname, "vectors", `${kernel}.json`);
}

/** A vector's file. */
export function readVector(kernel: Kernel): Vector {
  return JSON.parse(readFileSync(vectorFile(kernel), "utf8")) as Vector;
}

/** What the kernel can do for root. */
export function vector(kernel: Kernel): Capabilities {
  return readVector(kernel).root;
}

/** What it can do for an ordinary user in a user namespace. */
export function ordinary(kernel: Kernel): Capabilities {
  return readVector(kernel).ordinary;
}
