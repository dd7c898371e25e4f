// Two live overlays with one upperdir or workdir spoil each other's files, and the kernel only warns (kernel.md section
// 2.3). So whoever is about to mount one claims both directories: a file for each, named by device and inode, and
// locked from before the mount until its record is written. A lock goes with whoever holds it, however that ends.
import { errnoText } from "../errno.ts";
import { observationBytes } from "../linux/finished.ts";
import { EAGAIN, EEXIST, ENOENT, O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } from "../linux/numbers.ts";
import type { Observation } from "../linux/observation.ts";
import { ProgramBuilder } from "../linux/program.ts";
import { closeAll, DIRECTORY, DirectoryProgram } from "./directory.ts";
import { type Found, foundIn, isOurs, openClaim, readClaim } from "./found-claim.ts";
import { BOUND, CLAIMS_DIRECTORY, claimPath, claimText } from "./names.ts";
import type { State } from "./state.ts";

/** How a claim's file is made: who makes it has it. */
export const NEW_CLAIM: number = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;
export const MODE = 0o600;
/** Registers 0 to this are a claim's. */
const MOST = 250;
/** Claims in the way are tried again: they may be of a mount that is under way, and go with it. */
const ATTEMPTS = 20;
const PAUSE = 5;

/** The claims of one mount. */
export class Claims {
  readonly #state: State;
  readonly #target: Uint8Array;
  readonly #first: number;
  /** In the order of their registers. */
  #names: readonly string[] = [];
  readonly #held = new Set<number>();
  /** Of these, those that may be another mount's. */
  readonly #others = new Set<number>();

  /** @param first Register of the first one, in the session that carries the programs of `state` out. */
  constructor(state: State, target: Uint8Array, first = 0) {
    this.#state = state;
    this.#target = target;
    this.#first = first;
  }

  /** These are open and locked already, in the registers from the first one on: nobody had them. */
  have(names: readonly string[]): void {
    this.#names = names;
    for (const index of names.keys()) this.#held.add(index);
  }

  /** As a record has them. */
  get names(): readonly string[] {
    return this.#names;
  }

  /**
   * Claims directories by their identities. What others have is told; this one has it as well, where it is not held.
   *
   * @throws LayermountError `records.unreachable` where there is no room for a claim.
   */
  async take(names: readonly string[]): Promise<Found[]> {
    this.#names = names.slice(0, MOST);
    const program = new DirectoryProgram(this.#state);
    const { builder } = program;
    const places = this.#names.map((name, index) => {
      return { name, index, ...openClaim(builder, this.#first + index, claimPath(name), NEW_CLAIM, MODE) };
    });
    const observation = await this.#done(program);
    if (places.some(({ opened }) => observation.result(opened) === -ENOENT)) {
      await this.#makeDirectory();
      await this.drop();
      return this.take(names);
    }
    const found: Found[] = [];
    for (const place of places) {
      const { index, opened } = place;
      if (isOurs(observation, place)) this.#held.add(index);
      else if (observation.result(opened) === 0 || observation.result(opened) === -EEXIST) {
        const other = await this.#takeOver(place.name, index, observation.result(opened) === 0);
        if (other) {
          found.push(other);
          this.#others.add(index);
        }
      } else throw await this.#unreachable(-observation.result(opened));
    }
    return found;
  }

  /** What was found is not mounted any more: its claims are this mount's. */
  inherit(): void {
    this.#others.clear();
  }

  /** The mount is there, and its record has this token: the claims stay with it. */
  async keep(token: string): Promise<void> {
    const text = claimText(this.#target, token);
    await this.#close((builder, index) => builder.write(this.#first + index, text, true));
  }

  /** Who asks meanwhile is told where the mount is going to be: it is held for long. */
  async announce(): Promise<void> {
    const builder = new ProgramBuilder();
    for (const index of this.#held) builder.write(this.#first + index, claimText(this.#target, BOUND), true);
    await carryOut(this.#state, builder);
  }

  /** They stay as they are: something of the mount may be left. */
  async leave(): Promise<void> {
    await this.#close();
  }

  /** Nothing was mounted: nothing of them stays, and those of others stay as they are. */
  async drop(): Promise<void> {
    const remove = (builder: ProgramBuilder, index: number): void => {
      if (!this.#others.has(index)) builder.unlink(DIRECTORY, claimPath(this.#names[index] ?? ""), true);
    };
    await this.#close(remove, true);
  }

  /** Opens, locks and reads a claim that is there; undefined where it went away, and this one has its place. */
  async #takeOver(name: string, index: number, isOpen: boolean): Promise<Found | undefined> {
    const register = this.#first + index;
    for (let attempt = 1; ; attempt++) {
      const program = new DirectoryProgram(this.#state);
      const { builder } = program;
      if (isOpen || attempt > 1) builder.close(register, true);
      const place = openClaim(builder, register, claimPath(name), O_RDWR | O_CREAT | O_NOFOLLOW, MODE);
      const content = readClaim(builder, name);
      const observation = await this.#done(program);
      const isHeld = observation.result(place.locked) === -EAGAIN;
      const isThere = observation.result(place.opened) === 0 && (isHeld || isOurs(observation, place));
      if (isThere && !isHeld) {
        this.#held.add(index);
        return foundIn(name, observation.bytes(content), false);
      }
      if (attempt === ATTEMPTS) {
        if (!isThere) throw await this.#unreachable(-observation.result(place.opened));
        return foundIn(name, observation.bytes(content), true);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  async #close(work?: (builder: ProgramBuilder, index: number) => void, unlinks = false): Promise<void> {
    if (this.#names.length === 0) return;
    const program = unlinks ? new DirectoryProgram(this.#state) : undefined;
    const builder = program?.builder ?? new ProgramBuilder();
    for (const index of this.#names.keys()) {
      if (this.#held.has(index)) work?.(builder, index);
      builder.close(this.#first + index, true);
    }
    this.#held.clear();
    this.#others.clear();
    this.#names = [];
    if (program) await program.run();
    else await carryOut(this.#state, builder);
  }

  async #done(program: DirectoryProgram): Promise<Observation> {
    const observation = await program.run();
    if (observation === false) throw await this.#unreachable(ENOENT);
    return observation;
  }

  async #makeDirectory(): Promise<void> {
    const program = new DirectoryProgram(this.#state);
    const made = program.builder.mkdir(DIRECTORY, CLAIMS_DIRECTORY, 0o700, true);
    const errno = -(await this.#done(program)).result(made);
    if (errno !== 0 && errno !== EEXIST) throw await this.#unreachable(errno);
  }

  async #unreachable(errno: number): Promise<Error> {
    await closeAll(this.#state, (builder) => {
      for (const index of this.#names.keys()) builder.close(this.#first + index, true);
    });
    const { ruleError } = await import("../rules.ts");
    const fill = { item: this.#state.directory, other: errnoText(errno) };
    return ruleError("refused", "records.unreachable", fill, { errno });
  }
}

/** What is open needs no directory. */
async function carryOut(state: State, builder: ProgramBuilder): Promise<void> {
  const program = builder.finish();
  await state.run(program, observationBytes(program));
}
