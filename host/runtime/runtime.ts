/** An address of memory that the shim mapped; Bun's `Pointer` is the same type. */
export type Address = number & { readonly __pointer__: null };

/** What a pointer may be given as: never the address of a small array, for it moves (runtime.md §7). */
export type Memory = Address | ArrayBufferView | null;

/** A native function: numbers, and `ptr` for what {@link Memory} says. */
export interface Signature {
  readonly args: readonly ("i32" | "u32" | "ptr")[];
  readonly returns: "i32" | "ptr";
  /** It may wait: called on a thread of its own, and answered by a promise, where the runtime can do that. */
  readonly waits?: true;
}

export type Signatures = Readonly<Record<string, Signature>>;

/** Native functions by name; whoever opens them knows their types. */
export type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Files that are shipped with the code. */
export type Shipped = "planner.wasm" | "shim-aarch64.so" | "shim-x86_64.so";

/** The event loop's end of a pair of sockets, through which a thread says that it is done. */
export interface Bell {
  /** A byte is to come: until then the event loop lives on. */
  expect(): void;
  /** None is. */
  rest(): void;
  close(): void;
}

/** What the event loop may call on a descriptor, for a runtime that cannot adopt one. */
export interface Listener {
  /** Waits for bytes and takes them: how many, 0 at the end, or -errno. */
  lm_await(fd: number): number | Promise<number>;
  lm_close(fd: number): number;
}

/** A file that is written piece by piece, each piece whole before the call returns. */
export interface FileWriter {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Why something is not written to. */
export const NOT_REGULAR = "it is no regular file";

/** What the host asks of the program that runs it. */
export interface Runtime {
  readonly name: "bun" | "deno" | "node";
  /** As Node calls it: `x64`, `arm64`. */
  readonly arch: string;
  /** Arguments behind the program's own name. */
  args(): readonly string[];
  /** A variable of the environment; undefined also where the environment may not be read. */
  env(name: string): string | undefined;
  /** All of it that the process was started with, `NAME=value`, each ended by a NUL. @throws Unable */
  environment(): Promise<Uint8Array>;
  /** The working directory. @throws Unable */
  cwd(): string;
  /** The effective user. @throws Unable */
  user(): number;
  /** SHA-256 in hexadecimal, at once. @throws Unable */
  sha256(bytes: Uint8Array): string;
  /** The same, for whoever can wait: browsers have no other. */
  digest(bytes: Uint8Array): string | Promise<string>;
  /** A file. @throws Unable, or what the runtime throws where there is none. */
  read(path: string): Promise<Uint8Array>;
  /** A file, or standard input for `-`, piece by piece. */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** The planner's module, where it lies inside the program and not in a file, and its SHA-256 in hexadecimal. */
  readonly planner?: { readonly digest: string; bytes(): Uint8Array };
  /**
   * Opens a file for writing, and empties it.
   *
   * @param regular Nothing else will do: it is read again.
   * @throws Unable, or what the runtime throws.
   */
  writer(path: Uint8Array, regular?: boolean): FileWriter;
  /** Where a shipped file is: a path, or an address. */
  shipped(name: Shipped): string;
  /** Opens a native library. @throws Unable, or what the runtime throws where it cannot be loaded. */
  open(path: string, signatures: Signatures): Functions;
  /** Compiles C and opens it. */
  readonly compile?: (source: string, signatures: Signatures) => Functions;
  /** A view of memory outside the collector's reach. */
  memory(at: Address, bytes: number): ArrayBuffer;
  /** Calls `rang` for every byte that comes, and with `true` when somebody closed the descriptor. */
  adopt(fd: number, rang: (lost: boolean) => void, listener: Listener): Bell | Promise<Bell>;
  write(output: "stdout" | "stderr", text: string): Promise<void>;
  isTerminal(output: "stdout" | "stderr"): boolean | Promise<boolean>;
  /** Columns of a terminal that a text takes. */
  width(text: string): number;
}
