import { type Effects, resultBytes } from "../effects.ts";
import { docComment, header } from "../lines.ts";
import { upper } from "../names.ts";
import { numberTable, textTable } from "./tables.ts";

/** `core-wasm/generated/effects.ts`: the operations of a program by number. */
export function coreEffects({ version, effects }: Effects): string {
  const names = effects.map((effect, i) => {
    const dst = effect.into === undefined ? "" : ` → ${effect.into}`;
    const docs = docComment([`${effect.op}(${effect.names.join(", ")})${dst}`]);
    return `${docs}export const OP_${upper(effect.op)}: i32 = ${i + 1};\n`;
  });
  return [
    header("core-wasm/effects.json"),
    `/** Version of the operations: a program is for one. */\nexport const EFFECTS_ABI: i32 = ${version};\n`,
    names.join(""),
    `export const OP_COUNT: i32 = ${effects.length};\n`,
    textTable(
      "opName",
      "op",
      "Name of an operation.",
      effects.map((effect) => effect.op),
      1,
    ),
    textTable(
      "opArguments",
      "op",
      "Kinds of its arguments, one letter each, as effects.json says.",
      effects.map((effect) => effect.args),
      1,
    ),
    numberTable(
      "opResultBytes",
      "op",
      "Bytes that it places in the observation; negative: as many as the argument -1 - n says at most.",
      effects.map(resultBytes),
      1,
    ),
    numberTable(
      "opInto",
      "op",
      "What its dst register receives: 0 nothing, 1 a descriptor, 2 a mount id.",
      effects.map((effect) => (effect.into === undefined ? 0 : effect.into === "fd" ? 1 : 2)),
      1,
    ),
  ].join("\n");
}
