import type { Capabilities } from "../../types.ts";

/** `layermount probe --json`, and what `layermount plan --capabilities` reads. */
export interface JsonProbe {
  readonly ok: true;
  /** Of this document: it is another one when a capability comes or goes. */
  readonly version: 1;
  readonly capabilities: Capabilities;
  /** f_type of the directory's file system, hexadecimal. */
  readonly fsMagic: string;
  readonly upper: boolean;
  readonly answers: readonly { readonly name: string; readonly errno: number; readonly message: string }[];
  /** Of somebody who may not mount: what `layermount with` can do in namespaces of their own. Null for others. */
  readonly ordinary: JsonOrdinary | null;
}

/** Why no namespaces can be made, or what was found in them. */
export type JsonOrdinary =
  | { readonly ok: false; readonly rule: string; readonly message: string; readonly hint: string }
  | {
      /** A writable overlay was attached there, written through, and taken away. */
      readonly ok: boolean;
      /** Errno with which that failed; 0: it did not. */
      readonly overlay: number;
      readonly capabilities: Capabilities;
      readonly upper: boolean;
      readonly answers: JsonProbe["answers"];
    };
