/** Programs of runs that did not end, as a record holds them: mounts of every way, and what is known of each. */
import type { RecoverRequest, Turn } from "../../host/planner/generated/types.ts";
import type { Random } from "../model/random.ts";
import { type Argument, assemble, CWD, type Op, op } from "../shim/assemble.ts";
import { bytes } from "../support/names.ts";
import { letters } from "./random-names.ts";

const ROOT = 0;
const DETACHED = 3;
const TARGET = 32;
const JOURNAL = 253;
const UNFINISHED = 1;
const ABORTED = 4095;

function into(one: Op, register: number): Op {
  return { ...one, into: register };
}

function statx(path: string, id?: number): Op {
  const look = op("statx", CWD, path, 0x1000, 0x1fff);
  return id === undefined ? look : into(look, id);
}

/** The target, by its own name or by another one first. */
function makes(random: Random, target: string, token: string): Op[][] {
  const aside = `${target.slice(0, target.lastIndexOf("/"))}/.layermount-target-${token}`;
  const mkdir = { ...op("mkdir", CWD, target, 0o755), soft: true };
  if (random.once(2)) return [[], [mkdir]];
  const first = [{ ...statx(target), absent: true }, op("mkdir", CWD, aside, 0o755), statx(aside)];
  return [first, [{ ...op("rename", CWD, aside, CWD, target, 1), soft: true }, mkdir]];
}

function opens(random: Random, target: string): Op[] {
  const root = into(op("open", CWD, target, 0x200000, 0), ROOT);
  if (random.once(3)) return [root, into(op("openat2", ROOT, "below", 0x200000, 0x14), TARGET), statx(target, 0)];
  return [into(op("open", CWD, target, 0x230000, 0), TARGET), statx(target, 0)];
}

/** Ends with what attaches the mount, and the look at it. */
function mounts(random: Random, target: string, token: string): Op[] {
  const source = random.of([`layermount-${token}-000`, "overlay", "/dev/sda"]);
  const seen = [statx(target, 1), op("bits", { of: 0, at: 4 }, 0x2000, 0x2000)];
  if (random.once(2)) {
    const where = random.once(2) ? target : "/proc/self/fd///////";
    const flags = random.of([0, 0x1000, 0x5000, 32, 0x40000]);
    return [op("mount", source, where, "overlay", flags, random.of<Argument>([null, "lowerdir=a:b"])), ...seen];
  }
  const noted = [op("note", JOURNAL, { of: 2, at: 8 }, 24)];
  return [
    into(op("fsopen", "overlay", 0), 2),
    op("fsconfig", 2, 1, "source", source, 0),
    into(statx("", 2), 2),
    ...(random.once(3) ? [] : noted),
    op("move_mount", DETACHED, "", random.of([TARGET, CWD]), random.of(["", target]), random.of([0x44, 4])),
    ...seen,
  ];
}

function observation(random: Random, program: Uint8Array, ended: boolean): Uint8Array {
  const head = new DataView(program.buffer, program.byteOffset);
  const count = head.getUint32(8, true);
  const seen = Buffer.alloc(head.getUint32(16, true));
  seen.writeUInt32LE(0x314f4d4c, 0);
  const done = ended ? count : random.below(count + 1);
  seen.writeUInt32LE(done, 4);
  const isUnfinished = !ended && random.once(2);
  if (done < count) seen.writeInt32LE(isUnfinished ? -ABORTED : -random.of([2, 13, 16, 22, ABORTED]), 8);
  if (isUnfinished) seen.writeUInt32LE(UNFINISHED, 12);
  const results = (16 + 4 * count + 7) & ~7;
  if (!random.once(4)) for (let at = results; at < seen.length; at += 8) seen.writeUInt8(1 + random.below(255), at);
  return seen;
}

/** What is to be taken back; now and then it is no run at all. */
export function recoverRequest(random: Random, target: Uint8Array): RecoverRequest {
  const token = letters(random, 1 + random.below(20));
  const path = Buffer.from(target).toString("latin1");
  const turns: Turn[] = [];
  const [first = [], made = []] = makes(random, path, token);
  const parts = [first, [...made, ...opens(random, path), ...mounts(random, path, token)]];
  for (const [i, ops] of parts.entries()) {
    if (ops.length === 0) continue;
    const whole = new Uint8Array(assemble(ops).bytes);
    const program = whole.slice();
    if (random.once(8)) program[random.below(program.length)] = random.below(256);
    // Of what was carried out, and not of what its header may say now: two gigabytes, for one.
    turns.push({ program, observation: observation(random, whole, i < parts.length - 1 || random.once(3)) });
  }
  const odd = random.once(20) ? random.of(["", "no/", "a.b"]) : token;
  const patience = random.once(20) ? 60001 : random.of([0, 5, 40]);
  return { target, token: bytes(odd), turns, patience };
}
