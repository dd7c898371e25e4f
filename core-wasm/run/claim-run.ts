import { Answer } from "../answers/answer.ts";
import {
  RULE_UPPER_BEING_MOUNTED,
  RULE_UPPER_ELSEWHERE,
  RULE_UPPER_IN_USE,
  RULE_UPPER_TWICE,
  RULE_UPPER_UNFINISHED,
} from "../generated/rules.ts";
import { Capabilities, ClaimRequest, ClaimState } from "../generated/types.ts";
import { checkedTarget } from "../plan/paths.ts";
import { Refusal } from "../refusal/refusal.ts";

/**
 * Whether the upperdirs and workdirs of a list may be taken, from what was found of other overlays that have them. The
 * kernel would only warn (kernel.md section 2.3). Nothing is done here: what to look for, and where, follows from
 * identities that only a host has.
 */
export function nextClaims(request: ClaimRequest, capabilities: Capabilities, answer: Answer): void {
  const refusal = new Refusal();
  checkedTarget(request.target, capabilities, refusal);
  const claims = request.claims;
  for (let i = 0; i < claims.length && refusal.rule < 0; i++) {
    const claim = claims.get(i);
    if (claim.state == ClaimState.GONE) continue;
    refusal.mount = claim.mount;
    refusal.other = claim.other;
    refusal.refuse(ruleOf(claim.state), claim.directory);
  }
  if (refusal.rule >= 0) answer.refused(refusal);
  else answer.draft.setFree().setFree(claims.length);
}

function ruleOf(state: i32): i32 {
  if (state == ClaimState.MOUNTED) return RULE_UPPER_IN_USE;
  if (state == ClaimState.UNFINISHED) return RULE_UPPER_UNFINISHED;
  if (state == ClaimState.LISTED) return RULE_UPPER_TWICE;
  return state == ClaimState.BEGUN ? RULE_UPPER_BEING_MOUNTED : RULE_UPPER_ELSEWHERE;
}
