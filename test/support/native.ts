// The C library, opened by Bun or by Deno: for system calls that neither has a name for.
type Type = "i32" | "i64" | "u64" | "buffer" | "ptr";

/** C functions: `buffer` is a view of bytes, `ptr` an address. */
export type Symbols = Readonly<
  Record<string, { readonly args: readonly Type[]; readonly returns: "i32" | "i64" | "ptr" }>
>;

type Opened<S extends Symbols> = {
  readonly [Name in keyof S]: (...args: readonly (number | bigint | Uint8Array)[]) => number | bigint;
};

interface Deno {
  dlopen(path: string, symbols: object): { readonly symbols: unknown };
  readonly UnsafePointer: { create(address: bigint): object };
  readonly UnsafePointerView: new (at: object) => { getInt32(): number };
}

const { Deno: deno } = globalThis as unknown as { readonly Deno?: Deno };

function openAs<S extends Symbols>(path: string, symbols: S): Opened<S> {
  if (deno === undefined) {
    const ffi: typeof import("bun:ffi") = import.meta.require("bun:ffi");
    return ffi.dlopen(path, symbols as never).symbols as unknown as Opened<S>;
  }
  const native = Object.entries(symbols).map(([name, { args, returns }]) => {
    return [name, { parameters: args, result: returns === "ptr" ? "usize" : returns }] as const;
  });
  return deno.dlopen(path, Object.fromEntries(native)).symbols as Opened<S>;
}

/** Opens glibc, or musl where that is the C library. */
export function openLibc<S extends Symbols>(symbols: S): Opened<S> {
  try {
    return openAs("libc.so.6", symbols);
  } catch {
    return openAs(`libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`, symbols);
  }
}

/** The number at an address. */
export function numberAt(address: number | bigint): number {
  if (deno) return new deno.UnsafePointerView(deno.UnsafePointer.create(BigInt(address))).getInt32();
  const ffi: typeof import("bun:ffi") = import.meta.require("bun:ffi");
  return ffi.read.i32(Number(address) as never, 0);
}
