// What every face of layermount throws: one class, four kinds, and the rule that said no.

/** How far a run came before it ended in an error. */
export type ErrorKind =
  /** The call itself was wrong; nothing was looked at. */
  | "usage"
  /** A rule refused; nothing was done. */
  | "refused"
  /** The kernel refused, or the proof failed; all was undone. */
  | "failed"
  /** Something is left behind, and `left` names it. */
  | "left";

/** Place in an input at which something was wrong; lines and columns count from 1, columns in bytes. */
export interface Where {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Path into a JSON document, such as `$[0].options[2]`. */
  readonly path?: string;
}

/** What is known about an error besides its kind, rule and sentence. */
export interface ErrorDetails {
  /** What to do about it. */
  readonly hint?: string | undefined;
  readonly errno?: number | undefined;
  /** The kernel's own message. */
  readonly kernel?: string | undefined;
  /** Index of the mount in the request's list. */
  readonly mount?: number | undefined;
  /** Index of the layer, topmost 0. */
  readonly layer?: number | undefined;
  /** What is left behind, in words. */
  readonly left?: readonly string[] | undefined;
  readonly where?: Where | undefined;
}

const EXIT_CODES: Readonly<Record<ErrorKind, number>> = { usage: 2, refused: 3, failed: 4, left: 5 };

/**
 * An error of layermount. `rule` is stable: programs may compare it, and `layermount explain RULE` tells it.
 *
 * @example
 * ```ts
 * import { LayermountError } from "layermount";
 * const error = new LayermountError("refused", "lower.missing", "layer 3 does not exist", { layer: 3 });
 * if (error.exitCode !== 3 || error.layer !== 3) throw new Error("an error says how far the run came");
 * ```
 */
export class LayermountError extends Error {
  override readonly name = "LayermountError";
  readonly kind: ErrorKind;
  readonly rule: string;
  readonly hint: string;
  readonly errno: number | undefined;
  readonly kernel: string | undefined;
  readonly mount: number | undefined;
  readonly layer: number | undefined;
  readonly left: readonly string[];
  readonly where: Where | undefined;

  constructor(kind: ErrorKind, rule: string, message: string, details: ErrorDetails = {}) {
    super(message);
    this.kind = kind;
    this.rule = rule;
    this.hint = details.hint ?? "";
    this.errno = details.errno;
    this.kernel = details.kernel;
    this.mount = details.mount;
    this.layer = details.layer;
    this.left = details.left ?? [];
    this.where = details.where;
  }

  /** Exit code of the command line: 2 usage, 3 refused, 4 failed and undone, 5 something is left. */
  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }

  /** A call that was wrong in itself. */
  static usage(rule: string, message: string, details?: ErrorDetails): LayermountError {
    return new LayermountError("usage", rule, message, details);
  }

  /** A refusal by rule: nothing was done. */
  static refused(rule: string, message: string, details?: ErrorDetails): LayermountError {
    return new LayermountError("refused", rule, message, details);
  }

  /** The kernel refused or the proof failed: all was undone. */
  static failed(rule: string, message: string, details?: ErrorDetails): LayermountError {
    return new LayermountError("failed", rule, message, details);
  }

  /** Something is left behind; `details.left` names it. */
  static left(rule: string, message: string, details: ErrorDetails & { left: readonly string[] }): LayermountError {
    return new LayermountError("left", rule, message, details);
  }
}
