/**
 * The component's functions as its host calls them. No host is so careless that it would give what is no value; here
 * every word can be spoilt between lowering and the call.
 */
import { declared } from "../generate/world.ts";
import { lifted } from "./lift.ts";
import { type Lowered, lowered } from "./lower.ts";

const NOTHING: Lowered = { values: [], pieces: [], choices: [], lists: [] };

/** A fresh instance of the module that the component is made of. */
export class RawComponent {
  readonly exports: Readonly<Record<string, (...values: number[]) => number>>;
  readonly memory: DataView;

  constructor(module: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(module, {});
    this.exports = exports as unknown as RawComponent["exports"];
    this.memory = new DataView((exports["memory"] as WebAssembly.Memory).buffer);
  }

  realloc(old: number, oldSize: number, align: number, size: number): number {
    return (this.exports["cabi_realloc"]?.(old, oldSize, align, size) ?? 0) >>> 0;
  }

  /** Puts the parameter of a function into the memory. */
  lower(name: string, value: unknown): Lowered {
    const [parameter] = declared(name).parameters;
    if (parameter === undefined) return NOTHING;
    return lowered(parameter.type, value, this.memory, (...asked) => this.realloc(...asked));
  }

  /** Calls a function with what was lowered: the address of its result. */
  enter(name: string, { values }: Pick<Lowered, "values">): number {
    return (this.exports[declared(name).exported]?.(...values) ?? 0) >>> 0;
  }

  /** Calls a function with what was lowered: its result. */
  call(name: string, given: Pick<Lowered, "values">): unknown {
    const { result } = declared(name);
    if (result === undefined) throw new Error(`${name} answers nothing`);
    return lifted(result, this.memory, this.enter(name, given));
  }

  /** The answer to a value. */
  ask(name: string, value?: unknown): unknown {
    return this.call(name, this.lower(name, value));
  }
}

/** The module that the component is made of. */
export const MODULE: WebAssembly.Module = new WebAssembly.Module(
  await Bun.file(new URL("../../core-wasm/planner.wasm", import.meta.url)).arrayBuffer(),
);
