// What `probe --json` prints, made up.
import type { JsonProbe } from "../../host/cli/json.ts";
import { CAPABILITIES } from "../../host/planner/generated/shapes.ts";

/** Layers and a target, of nowhere. */
export const INPUT = ["--lower", "/layers/2", "--lower", "/layers/1", "--upper", "/rw/u", "--work", "/rw/w", "/mnt"];
export const FEATURES = Object.fromEntries(CAPABILITIES.features.flags.map((name) => [name, true]));
export const BUDGETS = { pageSize: 4096, valueMax: 255, lowerMax: 500, pathMax: 4096, fsconfigTotal: 0 };
export const CAPABLE = { ...BUDGETS, features: FEATURES, privilege: "full" };
/** What a machine that can do everything would print. */
export const PROBE = {
  ok: true,
  version: 1,
  capabilities: CAPABLE,
  fsMagic: "0xef53",
  upper: true,
  answers: [{ name: "upper", errno: 0, message: "" }],
  ordinary: null,
} as unknown as JsonProbe;
