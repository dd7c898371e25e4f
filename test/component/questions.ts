/** Every question that the golden files ask of the planner, with the digests of the core module's answers. */
import { writeFileSync } from "node:fs";
import { decodeRulesResult } from "../../host/planner/generated/codec.ts";
import type { Mount, Run } from "../../host/planner/generated/types.ts";
import { type Planner, planner } from "../../host/planner/planner.ts";
import type { Type } from "../../scripts/generate/wit/resolve.ts";
import { instantiated } from "../core/builds.ts";
import { declared, planner as world } from "../generate/world.ts";
import { goldens } from "../plan/cases/all.ts";
import { goldenText } from "../plan/cases/golden.ts";
import { digestOf, neutral, shapeOf } from "./neutral.ts";

/** One call: the function's name, its parameter and the digest of the answer, as neutral values. */
export interface Question {
  readonly of: string;
  readonly value: unknown;
  readonly digest: string;
}

/** A question about a value of our host, answered by the core module. */
export function asked(shared: Planner, of: string, value: unknown): Question {
  const { parameters, result } = declared(of);
  const [parameter] = parameters;
  if (parameter === undefined || result === undefined) throw new Error(`${of} is asked nothing`);
  const answer = answers(shared, of, value);
  return { of, value: neutral(parameter.type, value), digest: digestOf(neutral(result, answer)) };
}

function answers(shared: Planner, of: string, value: unknown): unknown {
  if (of === "next") return shared.next(value as Run);
  if (of === "describe") return shared.describe(value as Run);
  if (of === "words") return shared.words(value as Mount);
  return shared.erofsLayer(value as readonly Mount[]);
}

/** The table of rules, which nothing has to be given for. */
function rulesQuestion(): Question {
  const { rules, answerSize, memory } = instantiated();
  const at = rules();
  const table = decodeRulesResult(new Uint8Array(memory.buffer, at, answerSize()));
  return { of: "rules", value: null, digest: digestOf(neutral(declared("rules").result as Type, table)) };
}

/** What the golden files ask: each run in both ways, each mount's words, each list; and the table of rules. */
export async function goldenQuestions(): Promise<Question[]> {
  const shared = await planner();
  const seen = new Map<string, Question>([["rules", rulesQuestion()]]);
  const note = (of: string, value: unknown) => {
    const question = asked(shared, of, value);
    seen.set(JSON.stringify([of, question.value]), question);
  };
  const noted = (run: Run) => {
    note("next", run);
    note("describe", run);
    if (run.request.tag !== "mount") return;
    const { mounts } = run.request.value;
    note("erofs-layer", mounts);
    for (const mount of mounts) note("words", mount);
  };
  const listening = new Proxy(shared, {
    get(target, name) {
      const found = Reflect.get(target, name, target) as unknown;
      if (typeof found !== "function") return found;
      return (...values: unknown[]) => {
        if (name === "next" || name === "describe") noted(values[0] as Run);
        return found.apply(target, values) as unknown;
      };
    },
  });
  for (const golden of goldens) goldenText(golden, listening);
  return [...seen.values()];
}

/** A file of questions for a runner in another language or another runtime. */
export function writeQuestions(file: string, questions: readonly Question[]): void {
  const functions = world.functions.map(({ name, parameters: [parameter], result }) => {
    return [name, { name, parameter: parameter ? shapeOf(parameter.type) : null, result: result && shapeOf(result) }];
  });
  writeFileSync(file, JSON.stringify({ functions: Object.fromEntries(functions), questions }));
}
