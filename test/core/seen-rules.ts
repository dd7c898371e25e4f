/** Which rules and ways answers name: in failures, in reasons and their alternatives, and as the why of effects. */
import {
  decodeDescribeResult,
  decodeErofsLayerResult,
  decodeNextResult,
  decodeWordsResult,
} from "../../host/planner/generated/codec.ts";
import type { Failure } from "../../host/planner/generated/types.ts";
import type { Call } from "./build.ts";

/** Ids of rules, ways and kinds of outcome, with how often they were seen. */
export class SeenRules {
  readonly rules = new Map<string, number>();
  readonly failures = new Set<string>();
  readonly ways = new Map<string, number>();
  readonly outcomes = new Map<string, number>();

  /** Notes what an answer names. */
  add(call: Call, answer: Uint8Array): void {
    if (call === "next") this.#next(answer);
    else if (call === "describe") this.#describe(answer);
    else {
      const result = call === "words" ? decodeWordsResult(answer) : decodeErofsLayerResult(answer);
      if (!result.ok) this.#failure(result.error);
    }
  }

  #next(answer: Uint8Array): void {
    const result = decodeNextResult(answer);
    if (!result.ok) {
      this.#failure(result.error);
      return;
    }
    count(this.outcomes, result.value.tag);
    if (result.value.tag === "failed") this.#failure(result.value.value);
    if (result.value.tag === "unmounted") for (const { rule } of result.value.value.notes) count(this.rules, rule);
    if (result.value.tag !== "mounted") return;
    for (const { rule } of result.value.value.warnings) count(this.rules, rule);
    for (const { way } of result.value.value.mounts) if (way !== undefined) count(this.ways, way);
  }

  #describe(answer: Uint8Array): void {
    const result = decodeDescribeResult(answer);
    if (!result.ok) {
      this.#failure(result.error);
      return;
    }
    for (const { rule, alternatives } of result.value.reasons) {
      count(this.rules, rule);
      for (const alternative of alternatives) count(this.rules, alternative.rule);
    }
    for (const { rule } of result.value.warnings) count(this.rules, rule);
    for (const { why } of result.value.effects) count(this.rules, why);
  }

  #failure({ rule, message, also }: Failure): void {
    count(this.rules, rule);
    for (const note of also) count(this.rules, note.rule);
    this.failures.add(rule);
    // `{cause}` is the only place where a sentence names another rule.
    for (const [id] of Buffer.from(message)
      .toString("latin1")
      .matchAll(/(?:way|budget)\.[a-z-]+/g))
      count(this.rules, id);
  }
}

function count(into: Map<string, number>, key: string): void {
  into.set(key, (into.get(key) ?? 0) + 1);
}
