import { Bytes } from "../bytes/bytes.ts";
import { opResultBytes } from "../generated/effects.ts";
import { ABORTED } from "../kernel/errno.ts";
import { common, get8, get32 } from "../memory/memory.ts";
import { OBSERVATION_HEADER, OBSERVATION_MAGIC, OP_BYTES } from "./layout.ts";
import { Program } from "./program.ts";

/** errno(3): the kernel has no larger number. */
const ERRNO_MAX: i32 = ABORTED;

/** In the header of an observation that was put together from notes. */
const UNFINISHED: i32 = 1;

/** What a host saw when it carried out a finished program. */
export class Observation {
  at: i32;
  length: i32;
  program: Program;

  constructor(bytes: Bytes, program: Program) {
    this.at = bytes.at;
    this.length = bytes.length;
    this.program = program;
  }

  /** Whether these bytes can be an observation of this program at all. */
  fits(): bool {
    const program = this.program;
    if (this.length != program.base + program.placed) return false;
    if (get32(this.at) != OBSERVATION_MAGIC) return false;
    const done = get32(this.at + 4);
    if (done < 0 || done > program.count) return false;
    const err = get32(this.at + 8);
    if (done == program.count ? err != 0 : err >= 0 || err < -ERRNO_MAX) return false;
    return this.resultsFit();
  }

  /** Whether no result is longer than its place: whoever reads it relies on that. */
  private resultsFit(): bool {
    const program = this.program;
    const ops = program.at + get32(program.at + 12);
    for (let i = 0; i < program.count; i++) {
      const op = ops + i * OP_BYTES;
      const bytes = opResultBytes(get8(op));
      // A result of fixed size is there or not; of the others the cap stands in an argument.
      const most = bytes < 0 ? get32(op + 4 - bytes * 4) : 0;
      const result = this.result(i);
      if (result < -ERRNO_MAX || result > most) return false;
    }
    return true;
  }

  /** Index of the operation that stopped it; the number of operations if none did. */
  done(): i32 {
    return get32(this.at + 4);
  }

  complete(): bool {
    return this.done() == this.program.count;
  }

  /** errno of the operation that stopped it, or 0. */
  errno(): i32 {
    return -get32(this.at + 8);
  }

  /** Whether the host withheld the program, because the run is to end. */
  aborted(): bool {
    return this.done() == 0 && this.errno() == ABORTED;
  }

  /**
   * Whether the program's own end was not observed, because whoever carried it out died: what it says of an operation
   * before `done` is that it was reached; of what was placed only that is known which is not zero.
   */
  unfinished(): bool {
    return get32(this.at + 12) == UNFINISHED;
  }

  /** Result of one operation: 0 or a count, or -errno. */
  result(index: i32): i32 {
    return get32(this.at + OBSERVATION_HEADER + index * 4);
  }

  /** Whether the operation was reached and did not fail. */
  did(index: i32): bool {
    return index < this.done() && this.result(index) >= 0;
  }

  /** Address of what was placed there. */
  address(place: i32): i32 {
    return this.at + this.program.base + place;
  }

  same(place: i32, other: i32, bytes: i32): bool {
    return common(this.address(place), this.address(other), bytes) == bytes;
  }
}
