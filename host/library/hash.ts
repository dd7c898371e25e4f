import { runtime } from "#runtime";
import { encodeNextParameter } from "../planner/generated/codec.ts";
import type { Capabilities } from "../planner/generated/types.ts";
import type { MountRequest } from "../types.ts";
import { plannedRequest } from "./request.ts";

/**
 * The digest of a plan: SHA-256 of the request and the capabilities that it is made from, in hexadecimal, with the name
 * of the function before it. What differs from run to run, as the token, is no part of it.
 *
 * @returns `sha256:` and 64 digits.
 */
export function planHash(request: MountRequest, capabilities: Capabilities): string {
  return `sha256:${runtime.sha256(told(request, capabilities))}`;
}

/** The same, where a digest cannot be had at once. */
export async function planDigest(request: MountRequest, capabilities: Capabilities): Promise<string> {
  return `sha256:${await runtime.digest(told(request, capabilities))}`;
}

/** What the planner would be told. */
function told(request: MountRequest, capabilities: Capabilities): Uint8Array {
  return encodeNextParameter({ request: plannedRequest(request), capabilities, observations: [] });
}
