/** Every door by its name. A door is loaded only in the process that is going to try it. */
import type { Open } from "./door.ts";

type Load = () => Promise<{ readonly open: Open }>;

/** Doors in TypeScript and WebAssembly, and the shim as it is shipped. */
export const DOORS: Readonly<Record<string, Load>> = {
  planner: () => import("./doors/planner.ts"),
  answers: () => import("./doors/answers.ts"),
  "trace-text": () => import("./doors/trace-text.ts"),
  "trace-raw": () => import("./doors/trace-raw.ts"),
  lines: () => import("./doors/lines.ts"),
  "mounts-json": () => import("./doors/mounts-json.ts"),
  "probe-json": () => import("./doors/probe-json.ts"),
  records: () => import("./doors/records.ts"),
  journals: () => import("./doors/journals.ts"),
  shim: () => import("./doors/shim.ts"),
};

/** The shim with sanitizers, a program of its own. */
export const SANITIZED = "shim-sanitized";

export const NAMES: readonly string[] = [...Object.keys(DOORS), SANITIZED];

/** Doors that are wrong on purpose, to see that it is found. */
export const PLANTED: Readonly<Record<string, Load>> = Object.fromEntries(
  (["throws", "hangs", "dies", "keeps", "idles"] as const).map((what) => [
    `planted-${what}`,
    async () => ({ open: (await import("./planted.ts"))[what] }),
  ]),
);
