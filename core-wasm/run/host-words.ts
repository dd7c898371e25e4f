import { RULE_RUN_REGISTER, RULE_RUN_TOKEN } from "../generated/rules.ts";
import { MountRequest } from "../generated/types.ts";
import { isToken } from "../names/token.ts";
import { Refusal } from "../refusal/refusal.ts";
import { HELD_FROM, HELD_TO } from "./registers.ts";

/** Whether what the host chose for the run can be used. */
export function areOfHost(request: MountRequest, refusal: Refusal): bool {
  if (request.hasToken && !isToken(request.token)) return refusal.refuse(RULE_RUN_TOKEN, request.token);
  if (!request.hasJournal) return true;
  const register = request.journal;
  if (register >= HELD_FROM && register <= HELD_TO) return true;
  return refusal.over(RULE_RUN_REGISTER, request.target, register, HELD_TO);
}
