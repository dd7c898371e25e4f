import { runtime } from "#runtime";
import { plannerAside } from "../planner/aside.ts";
import type { Capabilities } from "../planner/generated/types.ts";
import type { MountRequest } from "../types.ts";
import { PLANNED, plannedRequest } from "./request.ts";

/**
 * The digest of a plan: SHA-256 of its first program's bytes, in hexadecimal, with the name of the function before it.
 * What differs from run to run, as the token, is no part of it: the plan is made once more, by a planner of its own, so
 * that the one that is at work remembers where it is.
 *
 * @returns `sha256:` and 64 digits; empty where there is no plan.
 */
export function planHash(request: MountRequest, capabilities: Capabilities): string {
  const step = plannerAside().nextLent({
    request: plannedRequest(request, { scratch: PLANNED }),
    capabilities,
    observations: [],
  });
  return step.ok && step.value.tag === "perform" ? `sha256:${runtime.sha256(step.value.value)}` : "";
}

/** The same of a program, where a digest cannot be had at once. */
export async function planDigest(program: Uint8Array): Promise<string> {
  return `sha256:${await runtime.digest(program)}`;
}
