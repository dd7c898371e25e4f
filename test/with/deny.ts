/**
 * `bun deny.ts WHAT COMMAND ARGS…` becomes the command, behind a filter that answers system calls with EACCES as a
 * security module would: `mount` every mount, `attach` all but changes of propagation.
 */
import { ptr } from "bun:ffi";
import { openLibc } from "../support/native.ts";

const libc = openLibc({
  prctl: { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" },
  execv: { args: ["buffer", "buffer"], returns: "i32" },
});

const PR_SET_SECCOMP = 22;
const PR_SET_NO_NEW_PRIVS = 38;
const SECCOMP_MODE_FILTER = 2;
const ALLOW = 0x7fff0000;
const EACCES = 0x0005000d;
const [MOUNT, MOVE_MOUNT] = [process.arch === "arm64" ? 40 : 165, 429];
const PRIVATE = 0x44000; // MS_REC | MS_PRIVATE
/** Offsets in struct seccomp_data: the number, and the low half of the fourth argument. */
const [NUMBER, FLAGS] = [0, 40];

/** Classic BPF: load a word, compare it, and say what is to be done. */
const load = (offset: number) => [0x20, 0, 0, offset] as const;
const equal = (value: number, yes: number, no: number) => [0x15, yes, no, value] as const;
const say = (what: number) => [0x06, 0, 0, what] as const;

const FILTERS = {
  mount: [load(NUMBER), equal(MOUNT, 1, 0), equal(MOVE_MOUNT, 0, 1), say(EACCES), say(ALLOW)],
  attach: [
    ...[load(NUMBER), equal(MOVE_MOUNT, 3, 0), equal(MOUNT, 0, 3)],
    ...[load(FLAGS), equal(PRIVATE, 1, 0), say(EACCES), say(ALLOW)],
  ],
} as const;

function install(filter: readonly (readonly [number, number, number, number])[]): void {
  const program = Buffer.alloc(filter.length * 8);
  for (const [i, [code, yes, no, value]] of filter.entries()) {
    program.writeUInt16LE(code, i * 8);
    program.writeUInt8(yes, i * 8 + 2);
    program.writeUInt8(no, i * 8 + 3);
    program.writeUInt32LE(value, i * 8 + 4);
  }
  const told = Buffer.alloc(16);
  told.writeUInt16LE(filter.length, 0);
  told.writeBigUInt64LE(BigInt(ptr(program)), 8);
  if (libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) !== 0) throw new Error("PR_SET_NO_NEW_PRIVS");
  if (libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ptr(told), 0, 0) !== 0) throw new Error("PR_SET_SECCOMP");
}

const [, , what = "", ...command] = process.argv;
const strings = command.map((word) => Buffer.from(`${word}\0`));
const pointers = new BigUint64Array([...strings.map((string) => BigInt(ptr(string))), 0n]);
install(FILTERS[what as keyof typeof FILTERS]);
libc.execv(strings[0] ?? Buffer.alloc(1), new Uint8Array(pointers.buffer));
throw new Error(`${command[0]} was not executed`);
