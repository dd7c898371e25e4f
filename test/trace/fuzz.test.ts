/** Traces that somebody changed or a disk spoilt: told and replayed, or refused by rule; nothing else is thrown. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { painted } from "../../host/cli/paint.ts";
import { shownTrace } from "../../host/cli/text/trace.ts";
import { LayermountError, replay, traceText } from "../../host/index.ts";
import { plannerDigest } from "../../host/planner/module.ts";
import { planner } from "../../host/planner/planner.ts";
import { Random } from "../model/random.ts";
import { randomRecorded, rawOf } from "./random.ts";
import { traceFiles } from "./recorded.ts";

const { LAYERMOUNT_TEST_SEED = "1", LAYERMOUNT_FUZZ = "1500" } = process.env;
const TIMES = Number(LAYERMOUNT_FUZZ);
const RULES = new Set(["trace.malformed", "trace.core"]);
const utf8 = new TextEncoder();
const random = new Random(Number(LAYERMOUNT_TEST_SEED));

/** What may stand where something else did. */
const VALUES = ["null", "-1", "1e300", "4294967296", '""', '"\\\\777"', "[]", "{}", "true", '"d0"', "[[[[]]]]"];

function mutatedText(text: string): string {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const line = lines[at] ?? "";
  const place = random.below(line.length + 1);
  switch (random.below(7)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(at, 0, lines[random.below(lines.length)] ?? "");
      break;
    case 2:
      lines[at] = line.slice(0, place) + line.slice(place + 1 + random.below(8));
      break;
    case 3:
      lines[at] = line.slice(0, place) + String.fromCharCode(random.below(0x180)) + line.slice(place);
      break;
    case 4:
      lines[at] = replacedNumber(line);
      break;
    case 5:
      lines[at] = line.replace(
        /:("(?:[^"\\]|\\.)*"|\d+|\[\]|\{\}|true|false)/,
        () => `:${VALUES[random.below(VALUES.length)]}`,
      );
      break;
    default:
      return text.slice(0, random.below(text.length));
  }
  return lines.join("\n");
}

/** One of its numbers, another one. */
function replacedNumber(line: string): string {
  const numbers = line.match(/\d+/g) ?? [];
  let left = random.below(numbers.length + 1);
  return line.replace(/\d+/g, (number) => (left-- === 0 ? String(random.below(2 ** 31)) : number));
}

function mutatedBytes(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice(0, random.below(3) === 0 ? random.below(bytes.length) : bytes.length);
  for (let i = random.below(4); i >= 0 && changed.length > 0; i--)
    changed[random.below(changed.length)] = random.below(256);
  return changed;
}

/** What came of it: a rule, or how the replay went. */
async function answerTo(trace: Uint8Array): Promise<string> {
  try {
    const replayed = await replay(trace);
    shownTrace(await traceText(trace), painted(false));
    return replayed.same ? "same" : "different";
  } catch (error) {
    if (error instanceof LayermountError && RULES.has(error.rule)) return error.rule;
    throw error;
  }
}

/** Answers to so many mutants, by how often each was given. */
async function counted(mutant: () => Uint8Array): Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  for (let i = 0; i < TIMES; i++) {
    const trace = mutant();
    const answer = await answerTo(trace).catch((error: unknown) => {
      throw new Error(
        `mutant ${i}: ${error instanceof Error ? ((error.cause as Error | undefined)?.stack ?? error.stack) : error}`,
      );
    });
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  console.log([...answers].map(([answer, count]) => `${count} ${answer}`).join(", "));
  return answers;
}

test("mutated texts", async () => {
  const runs = traceFiles().flatMap((file) => readFileSync(file, "utf8").split(/(?<=\n)(?=\{"trace":)/));
  const answers = await counted(() => utf8.encode(mutatedText(runs[random.below(runs.length)] ?? "")));
  for (const answer of ["same", "different", "trace.malformed"]) assert.ok(answers.has(answer), answer);
});

test("mutated recordings", async () => {
  const [shared, core] = [await planner(), await plannerDigest()];
  const raws = Array.from({ length: 40 }, (_, seed) => randomRecorded(seed + 1, shared, core)).flatMap((run) =>
    run ? [rawOf(run, shared)] : [],
  );
  const answers = await counted(() => mutatedBytes(raws[random.below(raws.length)] ?? new Uint8Array(0)));
  for (const answer of ["same", "different", "trace.core", "trace.malformed"]) assert.ok(answers.has(answer), answer);
});

test.run();
