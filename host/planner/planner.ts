import {
  decodeDescribeResult,
  decodeErofsLayerResult,
  decodeNextResult,
  decodeWordsResult,
  encodeErofsLayerInto,
  encodeNextInto,
  encodeWordsInto,
} from "./generated/codec.ts";
import { EFFECTS_ABI } from "./generated/constants.ts";
import type { Answer, Description, Failure, Mount, Result, Run, WordMeaning } from "./generated/types.ts";

/** What the core module exports: the plain byte protocol. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  abi(): number;
  input(size: number): number;
  answerSize(): number;
  next(size: number): number;
  more(size: number): number;
  resume(size: number): number;
  describe(size: number): number;
  words(size: number): number;
  erofs(size: number): number;
}

type Encode<T> = (target: Uint8Array, value: T) => number;

/** Room for a message at the first try; a larger one is asked for when it does not fit. */
const ROOM = 65536;

/**
 * The planner in WebAssembly: pure, synchronous, without imports. One call at a time; nothing of a call outlives it.
 */
export class Planner {
  readonly #exports: Exports;
  readonly #memory: Uint8Array;
  #turn = 0;

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
    // The memory never grows (initial = maximum), so this view holds for good.
    this.#memory = new Uint8Array(this.#exports.memory.buffer);
  }

  /** Size of the module's memory, in pages of 64 KiB. */
  get pages(): number {
    return this.#exports.memory.buffer.byteLength / 65536;
  }

  /** Version of the programs that it makes. */
  get abi(): number {
    return this.#exports.abi();
  }

  /** The next step of a run: a program to carry out, or the outcome. */
  next(run: Run): Result<Answer, Failure> {
    return decodeNextResult(this.#answer(this.#exports.next(this.#put(encodeNextInto, run))));
  }

  /**
   * As {@link next}, but the bytes of a program hold only until the planner is called again: copying those of many
   * layers would cost as much as planning them.
   */
  nextLent(run: Run): Result<Answer, Failure> {
    const message = this.#answer(this.#exports.next(this.#put(encodeNextInto, run)));
    const lent = decodeNextResult(message, false);
    return lent.ok && lent.value.tag === "perform" ? lent : decodeNextResult(message);
  }

  /**
   * The next step after the last answer of {@link next} or {@link nextLent}, with the observation of its program: as
   * `next` of the whole run, without planning again.
   *
   * @param turn What {@link turn} was directly after that answer.
   * @returns Undefined where the planner was asked something else meanwhile: then the whole run must be given.
   */
  resume(turn: number, observation: Uint8Array): Result<Answer, Failure> | undefined {
    if (turn !== this.#turn) return undefined;
    const at = this.#exports.more(observation.length);
    if (at === 0) return undefined;
    this.#memory.set(observation, at);
    const answer = this.#exports.resume(observation.length);
    return answer === 0 ? undefined : decodeNextResult(this.#answer(answer));
  }

  /** Changes whenever a new message is read. */
  get turn(): number {
    return this.#turn;
  }

  /** The same step, told: reasons and typed effects. */
  describe(run: Run): Result<Description, Failure> {
    return decodeDescribeResult(this.#answer(this.#exports.describe(this.#put(encodeNextInto, run))));
  }

  /** What the option words of a mount mean. */
  words(mount: Mount): Result<WordMeaning, Failure> {
    return decodeWordsResult(this.#answer(this.#exports.words(this.#put(encodeWordsInto, mount))));
  }

  /** Which directory of a mount list is an EROFS-prepared layer. */
  erofsLayer(mounts: readonly Mount[]): Result<Uint8Array, Failure> {
    return decodeErofsLayerResult(this.#answer(this.#exports.erofs(this.#put(encodeErofsLayerInto, mounts))));
  }

  #put<T>(encode: Encode<T>, value: T): number {
    this.#turn++;
    const at = this.#exports.input(ROOM);
    const size = encode(this.#memory.subarray(at, at + ROOM), value);
    return size < 0 ? this.#putLarge(encode, value, -size) : size;
  }

  #putLarge<T>(encode: Encode<T>, value: T, room: number): number {
    const at = this.#exports.input(room);
    // Too large: the planner says so, by rule.
    if (at === 0) return room;
    return encode(this.#memory.subarray(at, at + room), value);
  }

  #answer(at: number): Uint8Array {
    return this.#memory.subarray(at, at + this.#exports.answerSize());
  }
}

let shared: Promise<Planner> | undefined;

/** The planner of this process, compiled once. */
export function planner(): Promise<Planner> {
  shared ??= load();
  return shared;
}

async function load(): Promise<Planner> {
  const url = new URL("../../core-wasm/planner.wasm", import.meta.url);
  const bytes = await Bun.file(url)
    .arrayBuffer()
    .catch(() => undefined);
  if (bytes === undefined) {
    const { ruleError } = await import("../rules.ts");
    throw ruleError("usage", "planner.missing", { item: url.pathname });
  }
  return checkedPlanner(new WebAssembly.Module(bytes));
}

/**
 * A planner that makes programs for this host.
 *
 * @throws LayermountError `planner.version` when it makes them for another one.
 */
export async function checkedPlanner(module: WebAssembly.Module): Promise<Planner> {
  const found = new Planner(module);
  if (found.abi === EFFECTS_ABI) return found;
  const { ruleError } = await import("../rules.ts");
  throw ruleError("usage", "planner.version", { needs: found.abi, budget: EFFECTS_ABI });
}
