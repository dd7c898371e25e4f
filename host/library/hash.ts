import { runtime } from "#runtime";
import { isFirstQuestion, plannerAside } from "../planner/aside.ts";
import type { Capabilities } from "../planner/generated/types.ts";
import { type Planner, planner } from "../planner/planner.ts";
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
  return hashBy(plannerAside(), request, capabilities);
}

/** The same before a mount, of the first one of a process: by the planner that is not at work yet. */
export async function firstPlanHash(request: MountRequest, capabilities: Capabilities): Promise<string | undefined> {
  return isFirstQuestion() ? hashBy(await planner(), request, capabilities) : undefined;
}

function hashBy(by: Planner, request: MountRequest, capabilities: Capabilities): string {
  const step = by.nextLent({
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
