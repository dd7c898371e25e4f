/** The shim of the other processor, in a process of its own under an emulator, asked through pipes. */
import { compile } from "../../scripts/shim/compiler.ts";
import type { Assembled } from "./assemble.ts";

const CHECK = 0;
const RUN = 1;
const RESET = 2;
const TASK = 3;
const COMMAND = 4;
const EMULATOR = "qemu-aarch64";

/** Why it cannot be had here, or undefined. */
export function missingEmulator(): string | undefined {
  return Bun.which(EMULATOR) === null ? `needs ${EMULATOR} (package qemu-user)` : undefined;
}

/** Compiles the driver into a directory. */
export async function buildDriver(directory: string): Promise<string> {
  const output = `${directory}/driver`;
  const source = `${import.meta.dirname}/driver.c`;
  const flags = ["-std=c11", "-Os", "-ffreestanding", "-fno-builtin", "-nostdlib", "-static", "-fno-stack-protector"];
  await compile({ target: "aarch64", flags, source, output });
  return output;
}

/** A running driver. */
export class Emulated {
  readonly #child;
  readonly #reader;
  #rest: Buffer = Buffer.alloc(0);

  constructor(driver: string) {
    this.#child = Bun.spawn([EMULATOR, driver], { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
    this.#reader = this.#child.stdout.getReader();
  }

  check(bytes: Uint8Array, observationBytes: number): Promise<number> {
    return this.#ask(CHECK, bytes, observationBytes);
  }

  /** The observation of a program that it accepts. */
  async run(program: Assembled): Promise<Buffer> {
    const result = await this.#ask(RUN, program.bytes, program.observationBytes);
    if (result !== 0) throw new Error(`refused: ${result}`);
    return this.#take(program.observationBytes);
  }

  reset(): Promise<number> {
    return this.#ask(RESET, new Uint8Array(0), 0);
  }

  /** 42, when a task was started, told it, and ended. */
  task(): Promise<number> {
    return this.#ask(TASK, new Uint8Array(0), 0);
  }

  /** Runs a command. @returns what wait4 says of it, or -errno */
  command(command: Uint8Array): Promise<number> {
    return this.#ask(COMMAND, command, 0);
  }

  /** Ends it. @returns its exit code */
  async end(): Promise<number> {
    await this.#child.stdin.end();
    return this.#child.exited;
  }

  async #ask(what: number, bytes: Uint8Array, observationBytes: number): Promise<number> {
    this.#child.stdin.write(new Uint32Array([what, bytes.length, observationBytes]));
    this.#child.stdin.write(bytes);
    await this.#child.stdin.flush();
    return (await this.#take(4)).readInt32LE(0);
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#rest.length < length) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error("the emulated shim ended");
      this.#rest = Buffer.concat([this.#rest, value]);
    }
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }
}
