// What a probe says of an ordinary user, who can mount in namespaces of their own.
import { errnoText } from "../../errno.ts";
import type { OrdinaryProbe } from "../../types.ts";
import type { Paint } from "../description.ts";
import type { JsonOrdinary } from "../json.ts";
import { jsonText } from "./path.ts";
import { table } from "./table.ts";

export function ordinaryJson(ordinary: OrdinaryProbe): JsonOrdinary {
  if ("refusal" in ordinary) return { ok: false, ...ordinary.refusal };
  const { overlay, probe } = ordinary;
  const { capabilities, upper } = probe;
  const answers = probe.answers.map(({ name, errno, message }) => ({ name, errno, message: jsonText(message) }));
  return { ok: overlay === 0, overlay, capabilities, upper, answers };
}

/** What `layermount with` can do for them. */
export function ordinaryText(ordinary: OrdinaryProbe, paint: Paint): string {
  const head = `${paint.bold("In namespaces of your own (layermount with)")}\n`;
  if ("refusal" in ordinary) {
    const { rule, message, hint } = ordinary.refusal;
    const rows = [
      ["namespaces", `${paint.red("no")}: ${message}`],
      ["rule", rule],
      ["hint", hint],
    ];
    return head + table(rows);
  }
  const { overlay, probe } = ordinary;
  const { features, privilege } = probe.capabilities;
  const proved = overlay === 0 ? paint.green("yes") : `${paint.red("no")}: ${errnoText(overlay)}`;
  const mounts = ["tmpfs", ...(features.bind ? ["recursive binds"] : []), ...(features.procMount ? ["proc"] : [])];
  return (
    head +
    table([
      ["namespaces", paint.green("yes")],
      ["overlay, attached and written through", proved],
      ["also", mounts.join(", ")],
      ["privilege", privilege],
    ])
  );
}
