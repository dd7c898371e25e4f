/** What `probe --json` printed, perhaps on another machine. */
import { capabilitiesIn } from "../../../host/cli/input/capabilities.ts";
import { CAPABLE, PROBE } from "../../cli/probed.ts";
import { capabilities } from "../../core/random-run.ts";
import type { Random } from "../../model/random.ts";
import type { Door } from "../door.ts";
import { nearly } from "./random-json.ts";
import { ruled } from "./wrong.ts";

function text(random: Random): string {
  const found = random.once(2) ? { ...CAPABLE, privilege: random.of(["full", "none"]) } : capabilities(random);
  const ordinary = { ok: true, overlay: 0, capabilities: CAPABLE, upper: true, answers: PROBE.answers };
  return JSON.stringify({ ...PROBE, capabilities: found, ordinary: random.once(2) ? null : ordinary });
}

export function open(): Door {
  return {
    input: (random) => nearly(random, text(random)),
    answer: (input) => ruled(() => capabilitiesIn(input, "web.json")),
    usual: ["read", "capabilities.shape", "capabilities.field", "capabilities.missing", "input.json-syntax"],
  };
}
