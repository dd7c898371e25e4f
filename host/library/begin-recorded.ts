// What comes before a mount that is recorded: its upperdirs are claimed, its journal is begun, and it is planned.
import type { Answer, Failure, Request, Result, Run } from "../planner/generated/types.ts";
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
  await recorder.prepare();
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
  let asked: Asked | undefined;
  let failure: unknown;
  const isOpen = await recorder.journal.together(session, target, names, (tape) => {
    try {
      asked = new Answered(tape.recording(planner), { request: planned, capabilities, observations: [] });
    } catch (error) {
      failure = error;
    }
  });
  if (isOpen) recorder.claimedBy(session, target, names);
  if (failure !== undefined) throw failure;
  if (!isOpen || asked === undefined) return undefined;
  recorder.journal.opened();
  return { asked, planned };
}

/** A planner that has been asked for the first program already. Others may ask it before that is carried out. */
class Answered implements Asked {
  readonly #asked: Asked;
  #first: Result<Answer, Failure> | undefined;
  /** As the planner had it directly after the first answer. */
  #turn: number | undefined;

  constructor(asked: Asked, run: Run) {
    const first = asked.nextLent(run);
    this.#asked = asked;
    this.#turn = asked.turn;
    // Lent bytes hold only until the next one asks.
    const isProgram = first.ok && first.value.tag === "perform";
    this.#first = isProgram ? { ok: true, value: { tag: "perform", value: first.value.value.slice() } } : first;
  }

  get turn(): number {
    return this.#turn ?? this.#asked.turn;
  }

  nextLent: Asked["nextLent"] = (run, listener) => {
    const first = this.#first;
    this.#first = undefined;
    if (first) return first;
    this.#turn = undefined;
    return this.#asked.nextLent(run, listener);
  };

  resume: Asked["resume"] = (turn, observation, listener) => this.#asked.resume(turn, observation, listener);
}
