/**
 * A build of the planner: message bytes in, answer bytes out. Nothing of the host stands between, so that what is
 * compared or counted is the core's alone.
 */

/** The functions that take a message. */
export const CALLS = ["next", "describe", "words", "erofs"] as const;
export type Call = (typeof CALLS)[number];

/** The planner, however it was built. */
export interface Build {
  /** The answer to a message; a copy. @throws TooLarge when the message is larger than the planner takes. */
  ask(call: Call, message: Uint8Array): Uint8Array;
  /** The answer to what was observed after the last answer; undefined where the whole run must be asked about. */
  resume(observation: Uint8Array): Uint8Array | undefined;
  /** Its whole memory. */
  readonly memory: Uint8Array;
}

/** A message that is larger than the planner takes. */
export class TooLarge extends RangeError {}

/** What the module exports, as the host calls it. */
export interface Edge extends Record<Call, (size: number) => number> {
  input(size: number): number;
  more(size: number): number;
  resume(size: number): number;
  rules(): number;
  answerSize(): number;
}

export class Built implements Build {
  readonly memory: Uint8Array;
  readonly #edge: Edge;

  constructor(exports: Edge, memory: Uint8Array) {
    this.#edge = exports;
    this.memory = memory;
  }

  ask(call: Call, message: Uint8Array): Uint8Array {
    const at = this.#edge.input(message.length);
    if (at === 0) throw new TooLarge(`${message.length} bytes are more than the planner takes`);
    this.memory.set(message, at);
    return this.#answer(this.#edge[call](message.length));
  }

  resume(observation: Uint8Array): Uint8Array | undefined {
    const at = this.#edge.more(observation.length);
    if (at === 0) return undefined;
    this.memory.set(observation, at);
    const answer = this.#edge.resume(observation.length);
    return answer === 0 ? undefined : this.#answer(answer);
  }

  #answer(at: number): Uint8Array {
    return this.memory.slice(at, at + this.#edge.answerSize());
  }
}

const module = new WebAssembly.Module(
  await Bun.file(new URL("../../core-wasm/planner.wasm", import.meta.url)).arrayBuffer(),
);

/** The exports of a fresh instance of the committed module, or of another one. */
export function instantiated(from: WebAssembly.Module = module): Edge & { readonly memory: WebAssembly.Memory } {
  return new WebAssembly.Instance(from, {}).exports as unknown as Edge & { memory: WebAssembly.Memory };
}

/** A fresh instance, as a build. */
export function wasmBuild(from: WebAssembly.Module = module): Build {
  const exports = instantiated(from);
  return new Built(exports, new Uint8Array(exports.memory.buffer));
}
