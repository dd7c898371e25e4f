/** The simulated driver: carries programs out on a kernel in memory, as the shim does on the machine's own. */
import type { Driver } from "../../host/index.ts";
import { carryOut } from "./effects.ts";
import type { Kernel } from "./kernel.ts";
import { EBADF, EEXIST, ENOENT } from "./numbers.ts";
import { type Effect, Program } from "./program.ts";
import { Session } from "./session.ts";

const OBSERVATION_MAGIC = 0x314f4d4c;

/** What stands beside a run. */
export interface Hooks {
  /** Called before an effect; an errno that comes back is its failure, and it is not done. */
  readonly before?: (index: number, op: string) => number | undefined;
  /** Called after it, with its result. */
  readonly after?: (index: number, op: string, result: number) => void;
}

/** A program that is being carried out. */
export interface Run {
  readonly kernel: Kernel;
  readonly session: Session;
  readonly program: Program;
  readonly seen: Buffer;
  /** Index of the effect that is being carried out. */
  at: number;
}

/** A driver with its session: whoever is done with it resets that. */
export interface Simulated extends Driver {
  readonly session: Session;
  /** Carries one program out at once. */
  observe(program: Uint8Array): Uint8Array;
}

/** An empty register is found before the call. */
function isReady({ session }: Run, { kinds, args }: Effect): boolean {
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i];
    const register = args[i] as number;
    if (kind === "F" && register !== 0xffff && !session.registers.has(register)) return false;
    if (kind === "R" && !session.ids.has(register)) return false;
  }
  return true;
}

function resultOf(run: Run, effect: Effect): number {
  if (!isReady(run, effect)) return -EBADF;
  const { session } = run;
  if (effect.into === "fd" && session.registers.has(effect.dst)) return -EEXIST;
  const result = carryOut(run, effect);
  if (effect.absent) {
    if (result === -ENOENT) return 0;
    if (result >= 0 && effect.into === "fd") run.kernel.close(result);
    return result < 0 ? result : -EEXIST;
  }
  if (effect.into !== "fd" || result < 0) return result;
  session.registers.set(effect.dst, result);
  return 0;
}

function observe(session: Session, bytes: Uint8Array, { before, after }: Hooks): Uint8Array {
  const program = new Program(bytes);
  const seen = Buffer.alloc(program.observation);
  seen.writeUInt32LE(OBSERVATION_MAGIC, 0);
  const run: Run = { kernel: session.kernel, session, program, seen, at: 0 };
  const { effects } = program;
  let done = 0;
  for (; done < effects.length; done++) {
    const effect = effects[done] as Effect;
    run.at = done;
    const errno = before?.(done, effect.op);
    const result = errno === undefined ? resultOf(run, effect) : -errno;
    seen.writeInt32LE(result, 16 + 4 * done);
    after?.(done, effect.op, result);
    if (result >= 0 || effect.soft) continue;
    seen.writeInt32LE(result, 8);
    break;
  }
  seen.writeUInt32LE(done, 4);
  return seen;
}

/** A driver of its own session on this kernel. */
export function simulated(kernel: Kernel, hooks: Hooks = {}): Simulated {
  const session = new Session(kernel);
  return {
    session,
    observe: (program) => observe(session, program, hooks),
    run(program, _observationBytes, meanwhile) {
      const seen = observe(session, program, hooks);
      meanwhile?.();
      return Promise.resolve(seen);
    },
  };
}
