/** What the core module exports: the plain byte protocol. */
export interface Exports {
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
  rules(): number;
}

/** The functions that take a message. */
export type Call = "next" | "describe" | "words" | "erofs";

/** A fresh instance: nothing that it ever said can be in it. */
export function instantiated(module: WebAssembly.Module): Exports {
  return new WebAssembly.Instance(module, {}).exports as unknown as Exports;
}
