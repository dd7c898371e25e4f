/** Tries doors one after the other, each in a process of its own that is watched from here. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Report } from "./door.ts";
import { SANITIZED } from "./doors.ts";
import { sanitizedCommand } from "./sanitized/build.ts";

/** How much of it. */
export interface Limits {
  /** Inputs of each door. */
  readonly runs: number;
  /** Of each door. */
  readonly milliseconds: number;
  /** Milliseconds without another input after which one is taken for one that does not end: 20,000 unless given. */
  readonly hang?: number;
}

/** An input that did not go well, as a file holds it. */
export interface Failing {
  readonly door: string;
  readonly seed: number;
  readonly number: number;
  readonly what: string;
  /** In base 64. */
  readonly input: string;
}

/** What came of a door. */
export interface Tried {
  readonly door: string;
  readonly report?: Report;
  readonly failing?: Failing;
  /** What is wrong with the whole of it: memory that grew, or inputs that reached nothing. */
  readonly fault?: string;
  /** Why it was not tried. */
  readonly skipped?: string;
}

const HANG = 20_000;
const MEGABYTE = 1024 * 1024;
/** What a heap and the memory beneath it may grow by, whatever the number of inputs. */
const HEAP_MOST = 8 * MEGABYTE;
const RESIDENT_MOST = 64 * MEGABYTE;
/** So many inputs come to every usual answer. */
const ENOUGH = 5000;

type Command = readonly string[];

const worker: Command = [process.execPath, `${import.meta.dir}/worker.ts`];

/** How a door is tried; a text says why it cannot be here. */
function commandOf(door: string): Command | string {
  return door === SANITIZED ? sanitizedCommand() : worker;
}

/** Tries one door, `command` in place of the usual one. */
export async function tried(door: string, seed: number, limits: Limits, command = commandOf(door)): Promise<Tried> {
  const { runs, milliseconds, hang = HANG } = limits;
  if (typeof command === "string") return { door, skipped: command };
  const directory = mkdtempSync(`${tmpdir()}/layermount-fuzz-`);
  try {
    const progress = `${directory}/progress`;
    writeFileSync(progress, new Uint8Array(4));
    const most = Math.min(milliseconds, 2 ** 31);
    const run = [...command, "run", door, `${seed}`, `${runs}`, `${most}`, progress];
    const { ended, said } = await watched(run, progress, hang);
    const failed = async (number: number, what: string): Promise<Tried> => {
      const input = Bun.spawnSync([...command, "input", door, `${seed}`, `${number}`]).stdout.toString("base64");
      return { door, failing: { door, seed, number, what, input } };
    };
    const report = ended === undefined ? reportIn(said) : undefined;
    if (report === undefined) return failed(numberIn(progress), `${ended ?? "it told nothing"}\n${said.slice(-4000)}`);
    if (report.wrong) return { ...(await failed(report.wrong.number, report.wrong.what)), report };
    const fault = faultOf(report);
    return { door, report, ...(fault && { fault }) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Tries the input of a file again; what came of it, undefined where it is well now. */
export async function again({ door, seed, input }: Failing): Promise<string | undefined> {
  const command = commandOf(door);
  if (typeof command === "string") return command;
  const directory = mkdtempSync(`${tmpdir()}/layermount-fuzz-`);
  try {
    const file = `${directory}/input`;
    writeFileSync(file, Buffer.from(input, "base64"));
    const { ended, said } = await watched([...command, "again", door, `${seed}`, file]);
    return ended && `${ended}\n${said.slice(-4000)}`;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function faultOf({ inputs, heap, resident, missing }: Report): string | undefined {
  if (heap > HEAP_MOST) return `its heap grew by ${mebibytes(heap)}`;
  if (resident > RESIDENT_MOST) return `its memory grew by ${mebibytes(resident)}`;
  if (inputs >= ENOUGH && missing.length > 0) return `no input came to: ${missing.join(", ")}`;
  return undefined;
}

/** Bytes, for a person. */
export function mebibytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MiB`;
}

function numberIn(progress: string): number {
  return readFileSync(progress).readUInt32LE(0);
}

function reportIn(said: string): Report | undefined {
  const line = said.trimEnd().split("\n").at(-1) ?? "";
  return line.startsWith("{") ? (JSON.parse(line) as Report) : undefined;
}

/** Runs a command to its end; `ended` says what is wrong with that end. */
async function watched(
  command: Command,
  progress?: string,
  hang = HANG,
): Promise<{ ended: string | undefined; said: string }> {
  const env = {
    ...process.env,
    ASAN_OPTIONS: "detect_leaks=1:quarantine_size_mb=16",
    UBSAN_OPTIONS: "print_stacktrace=1",
  };
  const child = Bun.spawn([...command], { env, stdout: "pipe", stderr: "pipe" });
  let [last, since, hung] = [-1, performance.now(), false];
  const watch = setInterval(() => {
    const now = progress === undefined ? -1 : numberIn(progress);
    if (now !== last) [last, since] = [now, performance.now()];
    else if (performance.now() - since > hang) {
      hung = true;
      child.kill("SIGKILL");
    }
  }, 500);
  const [out, error] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  await child.exited;
  clearInterval(watch);
  const { exitCode, signalCode } = child;
  const ended = hung
    ? "it does not end"
    : signalCode
      ? `ended by ${signalCode}`
      : exitCode
        ? `code ${exitCode}`
        : undefined;
  return { ended, said: ended ? error + out : out };
}
