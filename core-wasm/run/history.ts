import { Bytes } from "../bytes/bytes.ts";
import { BytesList } from "../generated/types.ts";
import { get32 } from "../memory/memory.ts";
import { Observation } from "../program/observation.ts";
import { Program } from "../program/program.ts";

/** The observations of a run, taken one after the other while the same programs are made again. */
export class History {
  private observations: BytesList;
  private more: Bytes[];
  private next: i32 = 0;
  /** How much longer the message could be if it ended before the next observation. */
  room: i32;
  /** The program that has no observation yet: it is the answer. */
  pending: Bytes = new Bytes(0, 0);
  /** An observation is not one of its program. */
  broken: bool = false;
  /** A program was withheld: the run is to end, and to take back what it did. */
  aborted: bool = false;
  /** What was given out so far, oldest first. */
  programs: Program[] = [];
  taken: Observation[] = [];

  /** `more`: those that came after the message; `room`: how much longer the whole message could be. */
  constructor(observations: BytesList, more: Bytes[], room: i32) {
    this.observations = observations;
    this.more = more;
    this.room = room;
    for (let i = 0; i < observations.length; i++) this.room += get32(observations.items + i * 8 + 4) + 8;
    for (let i = 0; i < more.length; i++) this.room += more[i].length + 8;
  }

  private observed(i: i32): Bytes {
    const before = this.observations.length;
    return i < before ? this.observations.get(i) : this.more[i - before];
  }

  /** The observation of this program; null where the run ends for now, with the program in `pending`. */
  take(program: Program): Observation | null {
    program.finish();
    return this.again(program);
  }

  /** Whether the last program stopped in its middle: what it had opened is still open. */
  stopped(): bool {
    const last = this.taken.length - 1;
    return last >= 0 && !this.taken[last].complete();
  }

  /** As take, of a program that is finished and may have been given out before. */
  again(program: Program): Observation | null {
    const bytes = new Bytes(program.at, program.size);
    if (this.next >= this.observations.length + this.more.length) {
      this.pending = bytes;
      return null;
    }
    const observation = new Observation(this.observed(this.next), program);
    this.next++;
    this.room -= observation.length + 8;
    if (!observation.fits()) {
      this.broken = true;
      return null;
    }
    if (observation.aborted()) this.aborted = true;
    this.programs.push(program);
    this.taken.push(observation);
    return observation;
  }
}
