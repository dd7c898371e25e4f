/** The same bytes for the same run, whatever ran before, and numbers of 64 bits that stay whole. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodeNextResult, encodeNextParameter } from "../../host/planner/generated/codec.ts";
import type { MountIdentity, MountRequest, Request } from "../../host/planner/generated/types.ts";
import { Random } from "../model/random.ts";
import { type Build, CALLS, type Edge, instantiated, wasmBuild } from "./builds.ts";
import { followRun, type Question } from "./campaign.ts";
import { QUIET } from "./mood.ts";
import { Pretender } from "./pretend.ts";
import { ProgramView } from "./program-view.ts";
import { FEATURES } from "./random-run.ts";

const RUNS = 150;
const LARGEST = 100_000;

function questions(): Question[] {
  const wasm = wasmBuild();
  const all: Question[] = [];
  for (let seed = 1; seed <= RUNS; seed++) {
    followRun(wasm, seed, (question) => {
      if (question.message.length <= LARGEST) all.push(question);
    });
  }
  return all;
}

const asked = questions();

function same(one: Uint8Array, other: Uint8Array, what: string): void {
  assert.ok(Buffer.from(one).equals(other), what);
}

test(`A, then B, then A again: ${asked.length} questions of ${RUNS} runs, forwards, backwards and twice`, () => {
  const build: Build = wasmBuild();
  const first = asked.map(({ call, message }) => build.ask(call, message));
  for (let i = asked.length - 1; i >= 0; i--) {
    const { call, message } = asked[i] as Question;
    same(build.ask(call, message), first[i] as Uint8Array, `question ${i}, backwards`);
    if (i % 3 === 0) same(build.ask(call, message), first[i] as Uint8Array, `question ${i}, twice`);
  }
  assert.equal(new Set(asked.map(({ call }) => call)).size, CALLS.length);
});

/** An answer of an instance whose memory holds this byte wherever nothing has a place yet. */
function filled(
  instance: Edge & { memory: WebAssembly.Memory },
  byte: number,
  { call, message }: Question,
): Uint8Array {
  const memory = new Uint8Array(instance.memory.buffer);
  const start = instance.input(0);
  memory.fill(byte, start, start + 24 * 1048576);
  memory.set(message, instance.input(message.length));
  const at = instance[call](message.length);
  return memory.slice(at, at + instance.answerSize());
}

test("a fresh instance answers the same, and one whose memory is full of anything: padding is zero", () => {
  const full = instantiated();
  for (let i = 0; i < asked.length; i += 7) {
    const question = asked[i] as Question;
    const fresh = wasmBuild().ask(question.call, question.message);
    same(filled(full, 0xa5, question), fresh, `question ${i}, after 0xa5`);
    same(filled(full, 0xff, question), fresh, `question ${i}, after 0xff`);
  }
});

// Neither fits a double, and as signed numbers both are negative.
const INO = 2n ** 63n + 2n ** 53n + 1n;
const ID = 2n ** 64n - 2n ** 40n - 1n;

const CAPABILITIES = {
  ...{ pageSize: 4096, valueMax: 255, lowerMax: 500, pathMax: 4096, fsconfigTotal: 0 },
  features: Object.fromEntries(FEATURES.map((feature) => [feature, true])),
  privilege: "full",
} as unknown as Parameters<typeof encodeNextParameter>[0]["capabilities"];

const build = wasmBuild();

function stepped(request: Request, observations: readonly Uint8Array[]) {
  const result = decodeNextResult(
    build.ask("next", encodeNextParameter({ request, capabilities: CAPABILITIES, observations })),
  );
  if (!result.ok) throw new Error(result.error.rule);
  return result.value;
}

function program(request: Request): Uint8Array {
  const answer = stepped(request, []);
  if (answer.tag !== "perform") throw new Error(`no program but ${answer.tag}`);
  return answer.value;
}

/** An observation in which every statx that answers to `where` shows this inode and mount id. */
function showing(from: Uint8Array, where: (into: number) => boolean, ino: bigint, id: bigint): Uint8Array {
  const seen = Buffer.from(new Pretender(new Random(1), QUIET).observe(from));
  for (const { op, into, out } of new ProgramView(from).ops) {
    if (op !== "statx" || !where(into)) continue;
    seen.writeUInt32LE(0x2000, out + 4);
    seen.writeBigUInt64LE(ino, out + 8);
    seen.writeBigUInt64LE(id, out + 24);
  }
  return seen;
}

/** Registers of the ids of what is seen at the target, and of the mount before it was attached. */
const OURS = [1, 2];

test("an inode and a mount id above 2^53 go from an observation into the outcome", () => {
  const mounts = [{ fstype: "overlay", source: "", target: "", options: [], lowers: ["/l/1", "/l/2"] }];
  const rest = {
    target: "/t",
    makeTarget: false,
    proof: "kernel",
    allow: { upperInsideLower: false, chownUpper: false },
    view: "asked",
  } as const;
  for (const way of ["relative", "descriptors"] as const) {
    const request: Request = { tag: "mount", value: { mounts, ...rest, way } satisfies MountRequest };
    const answer = stepped(request, [showing(program(request), (into) => OURS.includes(into), INO, ID)]);
    assert.is(answer.tag, "mounted", way);
    const identity = answer.tag === "mounted" ? answer.value.mounts[0]?.identity : undefined;
    assert.equal([identity?.ino, identity?.mountId], [INO, ID], way);
  }
});

const { ino, mountId, ...recorded }: Pick<MountIdentity, "ino" | "mountId"> & Record<string, unknown> = {
  ...{ target: "", mountId: ID, unique: false, devMajor: 0, devMinor: 51, ino: INO, tree: false },
};

/** A program of which every soft effect failed. */
function failing(from: Uint8Array, errno: number): Uint8Array {
  const view = new ProgramView(from);
  const seen = Buffer.alloc(view.observationBytes);
  seen.writeUInt32LE(0x314f4d4c, 0);
  seen.writeUInt32LE(view.ops.length, 4);
  view.ops.forEach(({ soft }, i) => {
    seen.writeInt32LE(soft ? -errno : 0, 16 + 4 * i);
  });
  return seen;
}

function identity(change: Partial<MountIdentity>): MountIdentity {
  return { ...recorded, ino, mountId, ...change } as MountIdentity;
}

test("they go from a request into a program, whole", () => {
  const request: Request = {
    tag: "unmount",
    value: {
      target: "/t",
      mounts: [identity({})],
      any: false,
      patience: 0,
      removeTarget: false,
      lazy: false,
      elsewhere: 0,
    },
  };
  const bytes = program(request);
  const view = new ProgramView(bytes);
  const compared = view.ops
    .filter(({ op }) => op === "same")
    .map(({ args: [, at = 0, length = 0] }) => view.bytes(at, length));
  const [id, root] = compared.map((one) => Buffer.from(one));
  assert.is(id?.readBigUInt64LE(0), ID);
  assert.is(root?.readBigUInt64LE(0), INO);
});

test("they are compared whole with what was observed", () => {
  const seen = (from: Uint8Array) => showing(from, () => true, INO, ID);
  for (const [change, presence] of [
    [{}, "ours"],
    [{ mountId: ID + 1n }, "replaced"],
    [{ mountId: ID ^ (1n << 63n) }, "replaced"],
    [{ ino: INO - 1n }, "replaced"],
    [{ ino: INO - 1n, unique: true }, "ours"],
  ] as const) {
    const request: Request = { tag: "check", value: { target: "/t", mounts: [identity(change)] } };
    const first = seen(program(request));
    const more = stepped(request, [first]);
    // What is not seen is looked for, and is nowhere.
    const answer = more.tag === "perform" ? stepped(request, [first, failing(more.value, 2)]) : more;
    assert.equal(answer.tag === "checked" ? answer.value.presences : answer.tag, [presence]);
  }
});

test.run();
