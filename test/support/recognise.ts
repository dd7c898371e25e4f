/**
 * What the core says about a mount list: which directory may be an EROFS layer.
 */
import * as assert from "uvu/assert";
import { erofsLayer } from "../../core-wasm/erofs/recognise.ts";
import { ruleId } from "../../core-wasm/generated/rules.ts";
import { reset } from "../../core-wasm/memory/memory.ts";
import { Refusal } from "../../core-wasm/refusal/refusal.ts";
import { type MountCase, mountList, text } from "./bytes.ts";

/** The directory, or `refused RULE: ITEM (mount N)`. */
export function recognise(mounts: readonly MountCase[]): string {
  reset();
  const refusal = new Refusal();
  const directory = erofsLayer(mountList(mounts), refusal);
  assert.is(directory === null, refusal.rule >= 0);
  if (directory !== null) return text(directory);
  return `refused ${ruleId(refusal.rule)}: ${text(refusal.item)} (mount ${refusal.mount})`;
}
