import type { Capabilities } from "../../host/index.ts";

/** Root, or an ordinary user in namespaces of their own. */
export type Tier = "root" | "ordinary";

/** What the guest prints, one JSON document a line. */
export type Line =
  | {
      readonly tag: "probe";
      readonly tier: Tier;
      /** uname(2); `version` holds that of the package. */
      readonly release: string;
      readonly version: string;
      readonly capabilities: Capabilities;
    }
  | {
      /** Runs of every kind, as test/trace/scenes.ts records them. */
      readonly tag: "trace";
      readonly tier: Tier;
      readonly text: string;
    }
  | { readonly tag: "passed"; readonly tier: Tier; readonly name: string }
  | { readonly tag: "skipped" | "failed"; readonly tier: Tier; readonly name: string; readonly why: string };

/** Begins every line of the guest's that is one of ours. */
export const MARK = "layermount-line ";

/** Reads a line; undefined: it is something else that was printed. */
export function readLine(text: string): Line | undefined {
  return text.startsWith(MARK) ? (JSON.parse(text.slice(MARK.length)) as Line) : undefined;
}

/** Set in the environment where the probe and traces are wanted, and no case. */
export const PROBE_ONLY = "LAYERMOUNT_PROBE_ONLY";

/** Set where the shared cases are enough, without test files of their own and the large sizes of the matrix. */
export const SHORT = "LAYERMOUNT_SHORT";
