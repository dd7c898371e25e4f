/**
 * One source, two compilers: the planner as WebAssembly and as plain TypeScript give the same bytes in whole random
 * runs, in which every rule that the core can name and every way occurs.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as edge from "../../core-wasm/edge/edge.ts";
import { OP_BYTES } from "../../core-wasm/program/layout.ts";
import { Program } from "../../core-wasm/program/program.ts";
import { shim } from "../../host/linux/shim.ts";
import { decodeDescribeResult, decodeNextResult, decodeRulesResult } from "../../host/planner/generated/codec.ts";
import { type Build, plainBuild, wasmBuild } from "./builds.ts";
import { followRun, type Question } from "./campaign.ts";
import { SeenRules } from "./seen-rules.ts";

/** The first seed, so that a campaign can be repeated or another one made. */
const { LAYERMOUNT_TEST_SEED = "1" } = process.env;
const SEED = Number(LAYERMOUNT_TEST_SEED);
const RUNS = 6000;
/** Rare rules: the campaign goes on for them, and fails if they still do not occur. */
const RUNS_MOST = 80000;

/** Rules that the core has in its table and never names, and who does. */
const OTHERS: ReadonlyArray<readonly [prefix: string, who: string]> = [
  ["usage.", "the command line reads its arguments"],
  ["input.", "the command line reads lists"],
  ["records.", "the host keeps the records"],
  ["trace.", "the host records and replays"],
  ["capability.", "the host lowers what was found"],
  ["library.", "the library looks at its arguments"],
  ["planner.", "the host loads the planner"],
  ["with.", "the host makes the namespaces and starts the command"],
  ["runtime.", "the host asks what it runs in"],
  ["unmount.lazy-beneath", "the library looks for mounts of others beneath what is to be detached"],
  ["unmount.slow", "the command line has the time"],
  ["capabilities.", "the command line reads what a probe of another machine printed"],
];
const isOthers = (rule: string) => OTHERS.some(([prefix]) => rule.startsWith(prefix));

const plain = plainBuild();
const wasm = wasmBuild();
const table = decodeRulesResult(plain.memory.slice(edge.rules(), edge.rules() + edge.answerSize()));
const kinds = new Map(table.map(({ id, kind }) => [id, kind]));
const seen = new SeenRules();

const finish = Program.prototype.finish;
Program.prototype.finish = function (this: Program) {
  if (this.base > 0) return finish.call(this);
  // A text behind its room would lie in that of the operations: most answers would not show it.
  const texts = this.room - this.opRoom * OP_BYTES;
  assert.ok(this.size < texts && this.count <= this.opRoom, `${this.size} bytes of ${texts}, ${this.count} operations`);
  return finish.call(this);
};

/** Asks both builds; the answer that they agree on. */
function agreed(seed: number, { call, message }: Question): Uint8Array {
  const answer = wasm.ask(call, message);
  const other = plain.ask(call, message);
  if (!Buffer.from(answer).equals(other)) {
    const at = answer.findIndex((byte, i) => byte !== other[i]);
    assert.unreachable(`seed ${seed}, ${call}: ${answer.length} and ${other.length} bytes differ at ${at}`);
  }
  seen.add(call, answer);
  return answer;
}

/** One run, in which what is done must be what was told. */
function checkedRun(seed: number): void {
  let told: string[] = [];
  const asked: [Question, Uint8Array][] = [];
  followRun(wasm, seed, (question) => {
    const answer = agreed(seed, question);
    if (question.call === "describe") {
      const description = decodeDescribeResult(answer);
      const reasons = description.ok ? description.value.reasons : [];
      told = reasons.filter(({ rule }) => rule.startsWith("way.")).map(({ chosen }) => chosen);
    }
    if (question.run) asked.push([question, answer]);
    const step = question.call === "next" ? decodeNextResult(answer) : undefined;
    if (step?.ok && step.value.tag === "perform") {
      const program = step.value.value;
      const room = new DataView(program.buffer, program.byteOffset).getUint32(16, true);
      assert.is(shim().lm_check(program, program.length, room), 0, `seed ${seed}: the shim refuses the program`);
    } else if (step?.ok && step.value.tag === "mounted") {
      const done = step.value.value.mounts.flatMap(({ way }) => (way === undefined ? [] : [way]));
      assert.equal(done, told, `seed ${seed}: another way than was told`);
    }
  });
  for (const build of [wasm, plain]) resumed(build, seed, asked);
}

/** The same run asked as a host does while nothing interrupts it: the answers must be those to whole messages. */
function resumed(build: Build, seed: number, asked: readonly (readonly [Question, Uint8Array])[]): void {
  for (const [i, [{ message, run }, answer]] of asked.entries()) {
    const observation = i === 0 ? undefined : run?.observations[i - 1];
    const rest = observation instanceof Uint8Array ? build.resume(observation) : undefined;
    if (rest !== undefined) resumptions++;
    assert.ok(Buffer.from(rest ?? build.ask("next", message)).equals(answer), `seed ${seed}: step ${i} resumed`);
  }
}
let resumptions = 0;

function missing(): string[] {
  return [...kinds.keys()].filter((id) => !isOthers(id) && !seen.rules.has(id));
}

test(`at least ${RUNS} runs from seed ${SEED}: the same bytes, programs that the shim takes, rules of the table`, () => {
  let runs = 0;
  while (runs < RUNS || (missing().length > 0 && runs < RUNS_MOST)) checkedRun(SEED + runs++);
  const outcomes = [...seen.outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
  console.log(`${runs} runs from seed ${SEED}: ${outcomes}`);
  assert.ok(resumptions > runs / 2, `only ${resumptions} steps were resumed`);
  for (const id of seen.rules.keys()) assert.ok(id === "" || kinds.has(id), `${id} is not in the table`);
  for (const id of seen.failures) {
    assert.ok(["refusal", "failure"].includes(kinds.get(id) ?? ""), `${id}, a ${kinds.get(id)}, was a failure`);
  }
});

test("every way and every kind of outcome occurs", () => {
  console.log([...seen.ways].map(([way, count]) => `${way} ${count}`).join(", "));
  assert.equal([...seen.ways.keys()].sort(), ["descriptors", "mixed", "prefix", "relative", "strings"]);
  const outcomes = ["checked", "failed", "free", "mounted", "perform", "probed", "recovered", "resolved", "unmounted"];
  assert.equal([...seen.outcomes.keys()].sort(), outcomes);
});

test("every rule that the core can name occurs", () => {
  const never = missing();
  console.log(`${seen.rules.size} of ${kinds.size} rules seen; never: ${never.join(" ") || "none but the host's"}`);
  assert.equal(never, []);
});

test("the rules that are left out are the host's alone", () => {
  assert.equal([...seen.rules.keys()].filter(isOthers), []);
  for (const [prefix] of OTHERS)
    assert.ok(
      [...kinds.keys()].some((id) => id.startsWith(prefix)),
      prefix,
    );
});

test.run();
