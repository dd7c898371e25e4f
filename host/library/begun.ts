// What comes before a mount that is recorded: its upperdirs are claimed, its journal is begun, and it is planned.
import type { Answer, Failure, Request, Result } from "../planner/generated/types.ts";
import { CLAIMS_MOST } from "../records/opening.ts";
import type { Asked } from "../run/carry-out.ts";
import type { MountRequest } from "../types.ts";
import { claimTops, identified, topsOf } from "./claim-uppers.ts";
import type { Context } from "./context.ts";
import type { Recorder } from "./recorder.ts";

/** A mount that is to begin. */
export interface Beginning {
  readonly context: Context;
  readonly request: MountRequest;
  /** As its record has it. */
  readonly target: Uint8Array;
  readonly recorder: Recorder;
  /** What the planner is asked for; the recorder's token is in it. */
  readonly planned: () => Request;
}

/** A request, and the planner that is to be asked for it. */
export interface Begun {
  readonly asked: Asked;
  readonly planned: Request;
}

/**
 * Claims what a mount writes to, and begins its journal. Where the state directory is in memory both are made by the
 * thread that is going to mount, while this one plans; where that does not work out, one by one.
 *
 * @throws RefusedError `upper.in-use` and others of {@link claimTops}, and `records.journal`.
 */
export async function begun(beginning: Beginning): Promise<Begun> {
  const quick = await together(beginning);
  if (quick) return quick;
  const { context, request, target, recorder, planned } = beginning;
  // The thread may have fallen asleep meanwhile, and wakes while the mount is planned.
  if (await claimTops(context, request, recorder)) context.session.prepare();
  const tape = await recorder.journal.open(context.session, target);
  return { asked: tape.recording(context.planner), planned: planned() };
}

async function together(beginning: Beginning): Promise<Begun | undefined> {
  const { context, request, target, recorder } = beginning;
  const { planner, session, capabilities } = context;
  // More is looked for before a mount whose proof is by identity.
  if (recorder.state.runSync === undefined || request.proof === "identity") return undefined;
  const tops = await topsOf(request);
  const { named, twice } = await identified(recorder.state, tops);
  if (twice.length > 0 || named.size > CLAIMS_MOST) return undefined;
  const planned = beginning.planned();
  const names = [...named.keys()];
  let asked = planner;
  let turn = 0;
  let first: Result<Answer, Failure> | undefined;
  let failure: unknown;
  const isOpen = await recorder.journal.together(session, target, names, (tape) => {
    asked = tape.recording(planner);
    try {
      first = asked.nextLent({ request: planned, capabilities, observations: [] });
      turn = planner.turn;
    } catch (error) {
      failure = error;
    }
  });
  if (isOpen) recorder.claimedBy(session, target, names);
  if (failure !== undefined) throw failure;
  if (!isOpen || first === undefined) return undefined;
  // Another mount was planned while this one waited: the program has gone.
  if (planner.turn !== turn) {
    asked = (await recorder.journal.anew(target)).recording(planner);
    recorder.journal.opened();
    return { asked, planned };
  }
  recorder.journal.opened();
  return { asked: new Answered(asked, first), planned };
}

/** A planner that has been asked for the first program already. */
class Answered implements Asked {
  readonly #asked: Asked;
  #first: Result<Answer, Failure> | undefined;

  constructor(asked: Asked, first: Result<Answer, Failure>) {
    this.#asked = asked;
    this.#first = first;
  }

  get turn(): number {
    return this.#asked.turn;
  }

  nextLent: Asked["nextLent"] = (run, listener) => {
    const first = this.#first;
    this.#first = undefined;
    return first ?? this.#asked.nextLent(run, listener);
  };

  resume: Asked["resume"] = (turn, observation, listener) => this.#asked.resume(turn, observation, listener);
}
