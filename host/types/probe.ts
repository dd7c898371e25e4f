import type { Capabilities, ProbeAnswer } from "../planner/generated/types.ts";

/** What a directory's file system and this kernel can do. */
export interface Probe {
  /** What can be planned with, here or elsewhere. */
  readonly capabilities: Capabilities;
  /** f_type of the directory's file system. */
  readonly fsMagic: bigint;
  /** A writable overlay with its upper in this directory is really writable. */
  readonly upper: boolean;
  /** What each thing that was tried gave: errno 0, or why not, with the kernel's own message. */
  readonly answers: readonly ProbeAnswer[];
  /** Where nothing may be mounted: what can be done in namespaces of one's own, as `withMount` does it. */
  readonly ordinary?: OrdinaryProbe;
}

/** What an ordinary user can do in namespaces of their own. */
export type OrdinaryProbe =
  /** No namespaces can be made. */
  | { readonly refusal: { readonly rule: string; readonly message: string; readonly hint: string } }
  | {
      /** What was found in them. */
      readonly probe: Probe;
      /** Errno with which attaching a writable overlay, writing through it or taking it away failed; 0: all is well. */
      readonly overlay: number;
    };
