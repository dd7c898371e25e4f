/** What a program is carried out with: registers that outlive it, the numbers that were written into its texts. */
import type { Description, Kernel } from "./kernel.ts";
import type { Path } from "./mount.ts";
import { EBADF, EOVERFLOW } from "./numbers.ts";
import { CWD, type Program } from "./program.ts";

const PREFIX = "/proc/self/fd/";

interface Written {
  readonly value: number;
  readonly width: number;
}

/** The registers of one session, and the directory it stands in. */
export class Session {
  readonly registers = new Map<number, number>();
  readonly ids = new Map<number, bigint>();
  readonly #written: Written[] = [];
  cwd: Path;

  constructor(readonly kernel: Kernel) {
    this.cwd = kernel.root;
  }

  /** Stands in a directory from here on; an idle session stands in the root. */
  enter(directory: Path): void {
    this.kernel.standing.delete(this.cwd);
    this.cwd = directory;
    if (directory !== this.kernel.root) this.kernel.standing.add(directory);
  }

  description(register: number): Description | undefined {
    const number = this.registers.get(register);
    return number === undefined ? undefined : this.kernel.descriptors.get(number);
  }

  /** Where a directory register leads. */
  directory(register: number): Path | number {
    if (register === CWD) return this.cwd;
    return this.description(register)?.path ?? -EBADF;
  }

  /** Closes every register and forgets the ids. */
  reset(): void {
    for (const number of this.registers.values()) this.kernel.close(number);
    this.registers.clear();
    this.ids.clear();
    this.#written.length = 0;
    this.enter(this.kernel.root);
  }

  /** Writes a descriptor's number into a hole of slashes; in front of what follows, or at the end of the text. */
  fill(program: Program, register: number, hole: number, width: number): number {
    const number = this.registers.get(register) ?? 0;
    const digits = String(number);
    if (digits.length > width) return -EOVERFLOW;
    if (!this.#written.some(({ value, width: wide }) => value === number && wide === width)) {
      this.#written.push({ value: number, width });
    }
    const { bytes } = program;
    bytes.fill(0x2f, hole, hole + width);
    const ends = bytes[hole + width] === 0;
    bytes.write(digits, ends ? hole + width - digits.length : hole, "latin1");
    return 0;
  }

  /** How many digits at this place are a number that was written into a hole. */
  digitsAt(text: string, at: number): number {
    if (this.#written.length === 0 || !text.startsWith(PREFIX, at)) return 0;
    const from = at + PREFIX.length;
    let end = from;
    while (end < from + 10 && (text[end] ?? "") >= "0" && (text[end] ?? "") <= "9") end++;
    let slashes = end;
    while (text[slashes] === "/") slashes++;
    const value = Number(text.slice(from, end));
    const [least, most] = [end - from, slashes - from];
    if (least === 0) return 0;
    return this.#written.some((one) => one.value === value && one.width >= least && one.width <= most) ? least : 0;
  }

  /** The text as the core sees it: without the numbers of descriptors. */
  masked(text: string): string {
    if (this.#written.length === 0) return text;
    let out = "";
    let done = 0;
    for (let at = text.indexOf(PREFIX); at >= 0; at = text.indexOf(PREFIX, at + 1)) {
      const digits = this.digitsAt(text, at);
      if (digits === 0) continue;
      out += text.slice(done, at + PREFIX.length) + "/".repeat(digits);
      done = at + PREFIX.length + digits;
    }
    return out + text.slice(done);
  }
}
