import { Bytes } from "../bytes/bytes.ts";
import { common, get32 } from "../memory/memory.ts";
import { OBSERVATION_HEADER, OBSERVATION_MAGIC } from "./layout.ts";
import { Program } from "./program.ts";

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
    return done == program.count ? get32(this.at + 8) == 0 : get32(this.at + 8) < 0;
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
