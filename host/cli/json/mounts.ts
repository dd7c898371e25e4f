// What the commands print that plan, make, list and take down mounts.
import type { Phase, Standing, Way } from "../../types.ts";
import type { JsonFailure, JsonHolder, JsonNote } from "./failure.ts";

/** The target of a command. */
export interface JsonTarget {
  readonly target: string;
  /** Base64; only where the target is no UTF-8. */
  readonly targetBytes?: string;
}

/** What a mount, and the plan of one, have in common. */
interface JsonMountBase extends JsonTarget {
  readonly ok: true;
  /** How the layers of the root are named to the kernel; null for what has no layers. */
  readonly way: Way | null;
  readonly layers: number;
  readonly planHash: string;
  /** How many effects. */
  readonly steps: number;
  /** What is done as asked and may surprise; a plan tells those that need no look at the layers. */
  readonly warnings: readonly JsonWarning[];
}

export interface JsonWarning {
  readonly rule: string;
  /** Index in the request's list. */
  readonly mount: number;
  /** Index of the first layer that it is about, topmost 0. */
  readonly layer?: number;
  readonly message: string;
  readonly hint: string;
}

/** `layermount plan --json` */
export interface JsonPlan extends JsonMountBase {
  readonly effects: readonly JsonEffect[];
  readonly decisions: readonly JsonDecision[];
}

export interface JsonEffect {
  readonly phase: Phase;
  /** As in man pages: `fsconfig`, `umount2`; `same`, `equal`, `bits` and `fdtext` are the shim's own. */
  readonly op: string;
  /** As printed, names and flags decoded. */
  readonly arguments: readonly string[];
  /** Id of the rule that says why. */
  readonly why: string;
  /** Which layer or mount it concerns. */
  readonly subject?: number;
  /** A failure does not stop the run. */
  readonly soft?: true;
  /** It must fail with ENOENT. */
  readonly absent?: true;
  /** The register of the descriptor that it opens. */
  readonly into?: number;
}

export interface JsonDecision {
  readonly rule: string;
  readonly mount: number;
  readonly sentence: string;
  readonly chosen: string;
  /** Estimated nanoseconds. */
  readonly cost: number;
  readonly needs: number;
  readonly budget: number;
  readonly alternatives: readonly {
    readonly name: string;
    readonly cost: number;
    readonly rule: string;
    readonly needs: number;
    readonly budget: number;
  }[];
}

/** `layermount mount --json` */
export interface JsonMounted extends JsonMountBase {
  /** Of the root, decimal. */
  readonly mountId: string;
  /** False before Linux 6.8, where ids are used again. */
  readonly unique: boolean;
  readonly mounts: readonly JsonMountedPart[];
}

export interface JsonMountedPart extends JsonTarget {
  readonly mountId: string;
  readonly unique: boolean;
  readonly type: string;
  readonly source: string;
  readonly way: Way | null;
  readonly layers: number;
  readonly readOnly: boolean;
  /** Bytes of its options in mountinfo. */
  readonly line: number;
  readonly propagation: "private" | "shared" | "slave" | "unbindable";
  /** Lines of container, host and size; only where it is id-mapped. */
  readonly uidMap?: readonly JsonIdRange[];
  readonly gidMap?: readonly JsonIdRange[];
}

export interface JsonIdRange {
  readonly container: number;
  readonly host: number;
  readonly size: number;
}

/** `layermount with --json`, on standard error or in --report FILE */
export interface JsonWith extends JsonTarget {
  readonly ok: true;
  /** Of the command, 128 + `signal` when one killed it. */
  readonly exitCode: number;
  readonly signal?: number;
  readonly way: Way | null;
  readonly layers: number;
  /** How many. */
  readonly mounts: number;
  readonly planHash: string;
  readonly steps: number;
  readonly warnings: readonly JsonWarning[];
  /** Null where taking down failed. */
  readonly takenDown: {
    readonly ok: true;
    readonly unmounted: number;
    readonly retries: number;
    /** How long it took, pauses included. */
    readonly milliseconds: number;
  } | null;
  /** Why taking down failed, or what is left. */
  readonly failure?: JsonFailure;
}

/** `layermount unmount --json` */
export interface JsonUnmounted extends JsonTarget {
  readonly ok: true;
  readonly unmounted: number;
  readonly gone: number;
  readonly retries: number;
  readonly removedTarget: boolean;
  /** How long it took, pauses included. */
  readonly milliseconds: number;
  /** What is to be known besides: a directory that stays, what --lazy means, what took long. */
  readonly notes: readonly JsonNote[];
}

/** `layermount holders --json` */
export interface JsonHolders extends JsonTarget {
  readonly ok: true;
  /** As mountinfo has it, decimal. */
  readonly mountId: string;
  /** Processes in the order of their ids, then mounts. */
  readonly holders: readonly JsonHolder[];
  /** Processes that may not be looked into. */
  readonly unseen: number;
}

/** `layermount list --json` */
export interface JsonList {
  readonly ok: true;
  readonly mounts: readonly JsonListed[];
  /** Files of the state directory that are not trusted. */
  readonly strays: readonly { readonly rule: string; readonly message: string; readonly hint: string }[];
}

export interface JsonListed extends JsonTarget {
  readonly mountId: string;
  readonly unique: boolean;
  readonly way: Way | null;
  readonly layers: number;
  readonly planHash: string;
  /** ISO 8601. */
  readonly created: string;
  /** `ours` while the kernel still agrees. */
  readonly standing: Standing;
  /** Maps by which the root's ids are shown; absent: as they are. */
  readonly uidMap?: readonly JsonIdRange[];
  readonly gidMap?: readonly JsonIdRange[];
  /** Whether the process lives with which the mount is to go; absent: it stays. */
  readonly owner?: "alive" | "dead";
  readonly mounts: readonly (JsonTarget & { readonly mountId: string; readonly standing: Standing })[];
}
