// The state directory is opened anew by every program, and trusted only as far as its descriptor says: `same` stops
// the program before its first write where owner or mode are not ours.

import { asked, FILE } from "../linux/asked.ts";
import { observationBytes } from "../linux/finished.ts";
import {
  AT_EMPTY_PATH,
  EEXIST,
  ELOOP,
  ENOENT,
  ENOTDIR,
  ESTALE,
  O_DIRECTORY,
  O_NOFOLLOW,
  STATX_BASIC_STATS,
} from "../linux/numbers.ts";
import { Observation } from "../linux/observation.ts";
import { CWD, type Place, ProgramBuilder } from "../linux/program.ts";
import type { State } from "./state.ts";

/** The register of the directory: high, so that a planner's programs on the same session never meet it. */
export const DIRECTORY = 255;
export { FILE };

/** Offsets in what statx gives. */
const MODE = 0;
const UID = 32;
/** The low byte of mode 0700, whatever the higher bits are (setgid is inherited): nobody else can enter. */
const OWNER_ONLY = new Uint8Array([0o700 & 0xff]);

/** A program in the state directory: opens and checks it, does what `add` says, closes it. */
export class DirectoryProgram {
  readonly builder = new ProgramBuilder();
  private readonly opened: number;
  private readonly stat: Place;

  private finished: Uint8Array | undefined;

  constructor(private readonly state: State) {
    const builder = this.builder;
    this.opened = builder.open(DIRECTORY, CWD, state.directory, O_DIRECTORY | O_NOFOLLOW);
    this.stat = builder.statx(DIRECTORY, "", AT_EMPTY_PATH, STATX_BASIC_STATS);
    builder.same(this.stat, MODE, OWNER_ONLY);
    builder.same(this.stat, UID, new Uint8Array(new Uint32Array([state.uid]).buffer));
  }

  /** Carries it out, as often as it is called; false where the directory does not exist. */
  async run(): Promise<Observation | false> {
    const program = this.program();
    const observed = await this.state.run(program, observationBytes(program));
    const observation = new Observation(observed, this.builder.count);
    if (observation.errno === 0) return observation;
    if (observation.done > this.stat.index + 2) return observation;
    await closeAll(this.state);
    if (observation.done === this.opened && observation.errno === ENOENT) return false;
    throw await this.refusal(observation);
  }

  private program(): Uint8Array {
    if (this.finished === undefined) {
      this.builder.close(DIRECTORY);
      this.finished = this.builder.finish();
    }
    return this.finished;
  }

  private async refusal(observation: Observation): Promise<Error> {
    const { ruleError } = await import("../rules.ts");
    const { errnoText } = await import("../errno.ts");
    const item = this.state.directory;
    const unsafe = (other: string) => ruleError("refused", "records.unsafe-directory", { item, other });
    if (observation.errno === ESTALE) {
      const { mode, uid } = observation.stat(this.stat);
      const owner = uid === this.state.uid ? "" : `it belongs to user ${uid}, not to ${this.state.uid}`;
      return unsafe(owner || `its mode is 0${(mode & 0o7777).toString(8)}`);
    }
    if (observation.errno === ENOTDIR || observation.errno === ELOOP) {
      return unsafe("it is a symbolic link or no directory");
    }
    const details = { errno: observation.errno };
    return ruleError("refused", "records.unreachable", { item, other: errnoText(observation.errno) }, details);
  }
}

/** Makes the directory for its owner alone; its parent must exist. */
export async function makeDirectory(state: State): Promise<void> {
  const [{ errno }] = await asked(state, (builder) => builder.mkdir(CWD, state.directory, 0o700));
  if (errno === 0 || errno === EEXIST) return;
  const { ruleError } = await import("../rules.ts");
  const { errnoText } = await import("../errno.ts");
  const fill = { item: state.directory, other: errnoText(errno) };
  throw ruleError("refused", "records.unreachable", fill, { errno });
}

/** After a program that stopped: closes what it had opened, and `also` undoes what it had done. */
export async function closeAll(state: State, also?: (builder: ProgramBuilder) => void): Promise<void> {
  await asked(state, (builder) => {
    builder.close(FILE, true);
    also?.(builder);
    builder.close(DIRECTORY, true);
  });
}
