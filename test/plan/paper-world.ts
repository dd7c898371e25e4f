/** What is different on paper from a machine where everything is there and everything works. */
import type { ProgramView, ViewedOp } from "../core/program-view.ts";

/** What goes wrong: the operations that it is about, and their errno. */
export interface Fault {
  readonly op: string;
  /** Only operations that have this text among their arguments. */
  readonly text?: string;
  readonly errno: number;
  /** How often it happens; for good where nothing is said. */
  readonly times?: number;
}

/** What is different from "everything is a directory of its own". */
export interface World {
  readonly faults?: readonly Fault[];
  /** Inodes by path, for directories that are the same one. */
  readonly inodes?: Readonly<Record<string, number>>;
  /** Owners by path; 0 where nothing is said. */
  readonly owners?: Readonly<Record<string, number>>;
  /** Modes by path, for what is no directory. */
  readonly modes?: Readonly<Record<string, number>>;
  /** Overlays come out read-only although nobody asked for it. */
  readonly silentlyReadOnly?: boolean;
  /** What a context says of the last failure. */
  readonly message?: string;
  /** One program is stopped at one effect, whatever that is. */
  readonly stop?: { readonly program: number; readonly effect: number; readonly errno: number };
  /** What is mounted before the run: paths by mount id, in order. */
  readonly mounted?: Readonly<Record<string, number>>;
}

/** The faults of a world, each as often as it says. */
export class Faults {
  readonly #faults: readonly Fault[];
  readonly #used = new Map<Fault, number>();

  readonly #stop: World["stop"];

  constructor({ faults = [], stop }: World) {
    this.#faults = faults;
    this.#stop = stop;
  }

  /** The errno with which a program is stopped at this effect, or undefined. */
  stopAt(program: number, effect: number): number | undefined {
    return this.#stop?.program === program && this.#stop.effect === effect ? this.#stop.errno : undefined;
  }

  /** The errno of the fault that meets this operation, or undefined. */
  errnoOf(op: ViewedOp, view: ProgramView): number | undefined {
    const texts = textsOf(op, view);
    const fault = this.#faults.find((one) => {
      const left = (one.times ?? Number.POSITIVE_INFINITY) > (this.#used.get(one) ?? 0);
      return one.op === op.op && left && (one.text === undefined || texts.includes(one.text));
    });
    if (fault !== undefined) this.#used.set(fault, (this.#used.get(fault) ?? 0) + 1);
    return fault?.errno;
  }
}

function textsOf({ op, args }: ViewedOp, view: ProgramView): string[] {
  const places: Readonly<Record<string, readonly number[]>> = {
    open: [1],
    openat2: [1],
    statx: [1],
    mkdir: [1],
    rmdir: [1],
    umount: [0],
    mount: [0, 1, 2],
    fsconfig: [2, 3],
    fsconfig_fd: [2],
    open_tree: [1],
    fsopen: [0],
    move_mount: [3],
    unlink: [1],
  };
  return (places[op] ?? []).map((i) => view.text(args[i] ?? 0));
}

/** A program while it is carried out. */
export interface Program {
  readonly view: ProgramView;
  readonly seen: Buffer;
  /** Registers whose numbers were filled into texts, by the hole's offset. */
  readonly filled: Map<number, number>;
  cwd: string;
}
