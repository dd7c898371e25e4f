import { transpileBytes } from "@bytecodealliance/jco-transpile";
import { componentEmbed, componentNew, parse } from "@bytecodealliance/jco-transpile/wasm-tools";
import { camel } from "../../scripts/generate/names.ts";
import { loaded } from "./load.ts";
import { exported } from "./world.ts";

/** A component that shows how jco's canonical ABI reads and writes the memory of a module. */
export interface Probe {
  /** The module's memory. */
  memory(): Uint8Array;
  /** Calls an export without parameters: jco reads its result at address 0. */
  give(name: string): unknown;
  /** Calls an export: jco writes the value, and the module copies its root to address 0. */
  take(name: string, value: unknown): void;
}

/** Room at the start of the memory for the messages that are given. */
const HEAP = 1 << 19;
const PAGES = 32;

/** `gives` have no parameter and a result that lies in memory; `takes` one parameter of the given size that does. */
export async function probe(
  witSource: string,
  gives: readonly string[],
  takes: ReadonlyMap<string, number>,
): Promise<Probe> {
  const give = gives.map((name) => `(func (export "${name}") (result i32) (i32.const 0))`);
  const take = [...takes].map(
    ([name, size]) =>
      `(func (export "${name}") (param i32)
         (memory.copy (i32.const 0) (local.get 0) (i32.const ${size}))
         (global.set $next (i32.const ${HEAP})))`,
  );
  const module = await parse(`(module
    (memory (export "memory") ${PAGES} ${PAGES})
    (global $next (mut i32) (i32.const ${HEAP}))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
      (global.set $next (i32.add (local.get $at) (local.get 3)))
      (local.get $at))
    ${[...give, ...take].join("\n")})`);
  const component = await componentNew(await componentEmbed({ binary: module, witSource, stringEncoding: "utf8" }), []);
  const { files } = await transpileBytes(component, {
    name: "probe",
    instantiation: "sync",
    noComponentErrorWrapping: false,
  });
  const find = (end: string): Uint8Array => {
    const file = Object.entries(files).find(([name]) => name.endsWith(end));
    if (file === undefined) throw new Error(`jco made no ${end}`);
    return file[1];
  };
  const { instantiate } = await loaded(new TextDecoder().decode(find(".js")), "test/generate");
  let inner: WebAssembly.Instance | undefined;
  const exports = (instantiate as (...values: unknown[]) => object)(
    () => new WebAssembly.Module(find(".wasm").slice()),
    {},
    (compiled: WebAssembly.Module) => {
      inner = new WebAssembly.Instance(compiled, {});
      return inner;
    },
  );
  const called = (name: string, ...values: unknown[]): unknown =>
    exported<(...values: unknown[]) => unknown>(exports, camel(name))(...values);
  return {
    memory() {
      if (inner === undefined) throw new Error("jco made no instance");
      return new Uint8Array(exported<WebAssembly.Memory>(inner.exports, "memory").buffer);
    },
    give(name) {
      try {
        return called(name);
      } catch (error) {
        // A result's error is thrown, wrapped; anything else is a failure.
        if (error instanceof Error && "payload" in error) return { tag: "err", val: error.payload };
        throw error;
      }
    },
    take: (name, value) => void called(name, value),
  };
}
