// What the commands print that tell of layermount itself.
import type { Rule } from "../../types.ts";

/** `layermount explain --json`: one rule or all of them. */
export interface JsonExplain {
  readonly ok: true;
  readonly rules: readonly Rule[];
}

/** `layermount completion --json` */
export interface JsonCompletion {
  readonly ok: true;
  readonly shell: "bash" | "zsh" | "fish";
  readonly script: string;
}

/** `layermount man --json` */
export interface JsonMan {
  readonly ok: true;
  /** In mdoc(7). */
  readonly page: string;
}
