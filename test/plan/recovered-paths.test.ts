/** Where what died held its directories: however it opened them, the planner comes to an end, in its memory. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Answer, Turn } from "../../host/planner/generated/types.ts";
import { planner } from "../../host/planner/planner.ts";
import { assemble, CWD, type Op, op, Text } from "../shim/assemble.ts";
import { bytes } from "../support/names.ts";
import { vector } from "./vectors.ts";

const shared = await planner();
const MAGIC = 0x314f4d4c;
const ENOENT = 2;

/** All of them were done; what was looked at is all ones. */
function done(ops: readonly Op[]): Turn {
  const { bytes: program, observationBytes } = assemble(ops);
  const observation = Buffer.alloc(observationBytes, 1);
  observation.fill(0, 0, 16 + 4 * ops.length);
  observation.writeUInt32LE(MAGIC, 0);
  observation.writeUInt32LE(ops.length, 4);
  return { program: new Uint8Array(program), observation: new Uint8Array(observation) };
}

function answered(turns: readonly Turn[], observations: readonly Uint8Array[] = []): Answer {
  const value = { target: bytes("/target"), token: bytes("1"), turns, patience: 0 };
  const result = shared.next({ request: { tag: "recover", value }, capabilities: vector("6.18"), observations });
  if (!result.ok) throw new Error(`${result.error.message}`);
  return result.value;
}

const into = (one: Op, register: number): Op => ({ ...one, into: register });
const opened = (from: number, name: string, register: number) => into(op("openat2", from, name, 0x200000, 0), register);
const given = (register: number, name: string) => op("chown", register, name, 0, 0, 0);

test("directories that were opened from each other, in turns", () => {
  const turn = done([opened(41, "x", 40), opened(40, "y", 41), given(40, "z"), given(41, "z")]);
  assert.is(answered([turn]).tag, "recovered");
});

test("a chain of long names, and much that was done at its end", () => {
  const chain = Array.from({ length: 20 }, (_, i) => opened(i === 0 ? CWD : 39 + i, "/".padEnd(100, "n"), 40 + i));
  const turn = done([...chain, ...Array.from({ length: 2000 }, () => given(59, "z"))]);
  assert.is(answered([turn]).tag, "recovered");
});

test("a directory that is not there any more is given back to nobody", () => {
  const upper = new Text("/upper");
  const turn = done([op("statx", CWD, upper, 0, 0x1fff), op("chown", CWD, upper, 7, 7, 0)]);
  const asked = answered([turn]);
  if (asked.tag !== "perform") throw new Error(`it is not asked for: ${asked.tag}`);
  const observation = Buffer.alloc(new DataView(asked.value.buffer, asked.value.byteOffset).getUint32(16, true));
  observation.writeUInt32LE(MAGIC, 0);
  observation.writeInt32LE(-ENOENT, 8);
  const ended = answered([turn], [observation]);
  assert.equal(ended.tag === "recovered" && ended.value.left, []);
});

test.run();
