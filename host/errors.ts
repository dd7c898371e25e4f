// What every face of layermount throws: a class for each kind of end, and the rule that said no.

import type { ErrorDetails, ErrorKind, Note, Where } from "./types/error.ts";
import type { Holder } from "./types/holder.ts";

export type { ErrorDetails, ErrorKind, Where } from "./types/error.ts";

const EXIT_CODES: Readonly<Record<ErrorKind, number>> = { fault: 1, usage: 2, refused: 3, failed: 4, left: 5 };

/** The rule of an {@link AbortError}. */
export const ABORTED = "run.aborted";

/**
 * An error of layermount; every one is of a class below, and only the library makes them. `rule` is stable: programs may compare it, and
 * `layermount explain RULE` tells it.
 *
 * @example
 * ```ts
 * import { LayermountError, plan } from "layermount";
 * const error: unknown = await plan({ mounts: [], target: "/mnt" }).catch((thrown: unknown) => thrown);
 * if (!(error instanceof LayermountError)) throw new Error("every error is a LayermountError");
 * if (error.rule !== "list.empty" || error.exitCode !== 3) throw new Error("it names its rule");
 * ```
 */
export abstract class LayermountError extends Error {
  /** The name of the class; it stays when a bundler renames classes. */
  abstract override readonly name: string;
  /** How far the run came; each class has one. */
  readonly kind: ErrorKind;
  /** Id of the rule that said no. */
  readonly rule: string;
  /** What to do about it. */
  readonly hint: string;
  /** The kernel's errno, positive. */
  readonly errno: number | undefined;
  /** The kernel's own message. */
  readonly kernel: string | undefined;
  /** Index of the mount in the request's list. */
  readonly mount: number | undefined;
  /** Index of the layer, topmost 0. */
  readonly layer: number | undefined;
  /** What is left behind, in words; empty but for kind `left`. */
  readonly left: readonly string[];
  /** What went wrong besides, in order: the error itself is the first cause. */
  readonly also: readonly Note[];
  /** Who uses what is left, where it stayed busy. */
  readonly holders: readonly Holder[] | undefined;
  /** Place in the input. */
  readonly where: Where | undefined;

  constructor(kind: ErrorKind, rule: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.rule = rule;
    this.hint = details.hint ?? "";
    this.errno = details.errno;
    this.kernel = details.kernel;
    this.mount = details.mount;
    this.layer = details.layer;
    this.left = details.left ?? [];
    this.also = details.also ?? [];
    this.holders = details.holders;
    this.where = details.where;
  }

  /** Exit code of the command line: 1 a fault, 2 usage, 3 refused, 4 failed and undone, 5 something is left. */
  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }
}

/**
 * The call itself was wrong; nothing was looked at.
 *
 * @example
 * ```ts
 * import { plan, UsageError } from "layermount";
 * const request = { mounts: [{ type: "overlay", lowers: ["/layers/1"] }], target: "/mnt" };
 * const error: unknown = await plan(request, { lower: ["magic"] }).catch((thrown: unknown) => thrown);
 * if (!(error instanceof UsageError) || error.rule !== "capability.unknown") throw new Error("nothing is called so");
 * ```
 */
export class UsageError extends LayermountError {
  override readonly name = "UsageError";

  constructor(rule: string, message: string, details?: ErrorDetails) {
    super("usage", rule, message, details);
  }
}

/**
 * A rule refused: nothing was done.
 *
 * @example
 * ```ts
 * import { plan, RefusedError } from "layermount";
 * const root = { type: "overlay", lowers: ["/layers/1"], options: ["remount"] };
 * const error: unknown = await plan({ mounts: [root], target: "/mnt" }).catch((thrown: unknown) => thrown);
 * const isRefused = error instanceof RefusedError && error.rule === "words.remount" && error.mount === 0;
 * if (!isRefused) throw new Error("a remount is refused, and the mount is named by its index");
 * ```
 */
export class RefusedError extends LayermountError {
  override readonly name = "RefusedError";

  constructor(rule: string, message: string, details?: ErrorDetails) {
    super("refused", rule, message, details);
  }
}

/**
 * The kernel refused, or the proof failed: all was undone.
 *
 * @example
 * ```ts
 * import { FailedError, mount } from "layermount";
 * const root = { type: "overlay", lowers: [`${dir}/upper-layer`, `${dir}/no-layer`] };
 * const failing = mount({ mounts: [root], target: `${dir}/target` }, { state: `${dir}/state` });
 * const error: unknown = await failing.catch((thrown: unknown) => thrown);
 * if (!(error instanceof FailedError) || error.rule !== "layer.missing") throw new Error("it is not there");
 * if (error.layer !== 1 || error.errno !== 2) throw new Error("it is named by its index, with the kernel's errno");
 * ```
 */
export class FailedError extends LayermountError {
  override readonly name = "FailedError";

  constructor(rule: string, message: string, details?: ErrorDetails) {
    super("failed", rule, message, details);
  }
}

/**
 * Something is left behind; `left` names it.
 *
 * @example
 * ```ts
 * import { mkdirSync } from "node:fs";
 * import { LeftError, mount } from "layermount";
 * mkdirSync(`${dir}/base-layer/tmp`);
 * const root = { type: "overlay", lowers: [`${dir}/upper-layer`, `${dir}/base-layer`] };
 * const inside = { type: "tmpfs", target: "tmp" };
 * const mounted = await mount({ mounts: [root, inside], target: `${dir}/target` }, { state: `${dir}/state` });
 * const before = process.cwd();
 * process.chdir(`${dir}/target`); // the root is in use, what is mounted in it is not
 * const error: unknown = await mounted.unmount({ patience: 0 }).catch((thrown: unknown) => thrown);
 * process.chdir(before);
 * if (!(error instanceof LeftError) || error.left[0] !== `${dir}/target`) throw new Error("it names the root");
 * if ((await mounted.unmount()).unmounted !== 1) throw new Error("now the root is taken down");
 * ```
 */
export class LeftError extends LayermountError {
  override readonly name = "LeftError";

  constructor(rule: string, message: string, details?: ErrorDetails) {
    super("left", rule, message, details);
  }
}

/**
 * The caller's AbortSignal ended the run. `kind` says how far it had come: `refused` when nothing had been done,
 * `failed` when all was undone, `left` when something is left, which `left` names. `cause` is the signal's reason.
 *
 * @example
 * ```ts
 * import { AbortError, mount } from "layermount";
 * const root = { type: "overlay", lowers: [`${dir}/base-layer`] };
 * const signal = AbortSignal.abort("not any more");
 * const ended = mount({ mounts: [root], target: `${dir}/target` }, { signal });
 * const error: unknown = await ended.catch((thrown: unknown) => thrown);
 * const isAborted = error instanceof AbortError && error.rule === "run.aborted" && error.cause === "not any more";
 * if (!isAborted || error.kind !== "refused") throw new Error("it was aborted before anything was done");
 * ```
 */
export class AbortError extends LayermountError {
  override readonly name = "AbortError";
}

/**
 * Nobody foresaw it, or the system denied this process what it needs: what is left is not known. `cause` says more.
 *
 * @example
 * ```ts
 * import { FaultError, mount } from "layermount";
 * const root = { type: "overlay", lowers: [`${dir}/upper-layer`, `${dir}/base-layer`] };
 * const driver = () => ({ run: () => Promise.reject(new Error("a driver of one's own")) });
 * const failing = mount({ mounts: [root], target: `${dir}/target` }, { state: `${dir}/state`, driver });
 * const error: unknown = await failing.catch((thrown: unknown) => thrown);
 * if (!(error instanceof FaultError) || !(error.cause instanceof Error)) throw new Error("its cause is told");
 * ```
 */
export class FaultError extends LayermountError {
  override readonly name = "FaultError";

  constructor(rule: string, message: string, details?: ErrorDetails) {
    super("fault", rule, message, details);
  }
}

/** The error of the right class. */
export function errorFor(kind: ErrorKind, rule: string, message: string, details?: ErrorDetails): LayermountError {
  if (rule === ABORTED) return new AbortError(kind, rule, message, details);
  if (kind === "usage") return new UsageError(rule, message, details);
  if (kind === "refused") return new RefusedError(rule, message, details);
  if (kind === "fault") return new FaultError(rule, message, details);
  return kind === "failed" ? new FailedError(rule, message, details) : new LeftError(rule, message, details);
}
