/** Texts of traces: real kernels' and random ones, with lines, numbers and letters changed. */
import { readFileSync } from "node:fs";
import { runtime } from "#runtime";
import { plannerDigest } from "../../../host/planner/module.ts";
import { planner } from "../../../host/planner/planner.ts";
import { linesOf, textOfLines } from "../../../host/trace/lines.ts";
import type { Random } from "../../model/random.ts";
import { randomRecorded } from "../../trace/random.ts";
import { traceFiles } from "../../trace/recorded.ts";
import type { Door } from "../door.ts";
import { answerToTrace } from "../traced.ts";

const utf8 = new TextEncoder();
const RANDOM = 60;
const LONGEST = 40_000;

/** What may stand where something else did. */
const VALUES = ["null", "-1", "1e300", "4294967296", '""', '"\\\\777"', "[]", "{}", "true", '"d0"', "[[[[]]]]"];
const VALUE = /:("(?:[^"\\]|\\.)*"|\d+|\[\]|\{\}|true|false)/;

function mutated(random: Random, text: string): string {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const line = lines[at] ?? "";
  const place = random.below(line.length + 1);
  switch (random.below(7)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(at, 0, random.of(lines));
      break;
    case 2:
      lines[at] = line.slice(0, place) + line.slice(place + 1 + random.below(8));
      break;
    case 3:
      lines[at] = line.slice(0, place) + String.fromCharCode(random.below(0x180)) + line.slice(place);
      break;
    case 4:
      lines[at] = replacedNumber(random, line);
      break;
    case 5:
      lines[at] = line.replace(VALUE, () => `:${random.of(VALUES)}`);
      break;
    default:
      return text.slice(0, random.below(text.length));
  }
  return lines.join("\n");
}

/** One of its numbers, another one. */
function replacedNumber(random: Random, line: string): string {
  const numbers = line.match(/\d+/g) ?? [];
  let left = random.below(numbers.length + 1);
  return line.replace(/\d+/g, (number) => (left-- === 0 ? String(random.below(2 ** 31)) : number));
}

/** Of random runs, beside those of real kernels: another version's are all refused in the same way. */
async function randomTexts(seed: number): Promise<string[]> {
  const [shared, core] = [await planner(), await plannerDigest()];
  const texts: string[] = [];
  for (let i = 0; i < RANDOM; i++) {
    const run = randomRecorded(seed + i, shared, core);
    if (run) texts.push(textOfLines(await linesOf(run, shared, runtime.digest)));
  }
  return texts.filter(({ length }) => length < LONGEST);
}

export async function open(seed: number): Promise<Door> {
  const recorded = traceFiles().flatMap((file) => readFileSync(file, "utf8").split(/(?<=\n)(?=\{"trace":)/));
  const runs = [...recorded, ...(await randomTexts(seed))];
  return {
    input: (random) => {
      let text = mutated(random, random.of(runs));
      if (random.once(4) && text.length > 0) text = mutated(random, text);
      return utf8.encode(text);
    },
    answer: answerToTrace,
    usual: ["different", "trace.malformed"],
  };
}
