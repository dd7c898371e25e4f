// Native functions in Deno. Addresses cross as numbers (`usize`): Deno's own pointers are objects, which cannot be
// reckoned with.
import type { Address, Functions, Signatures } from "./runtime.ts";

interface Pointer {
  readonly __pointer__: never;
}

/** What is used of `Deno`'s native calls. */
export interface DenoCalls {
  dlopen(path: string, symbols: Readonly<Record<string, object>>): { readonly symbols: Functions };
  readonly UnsafePointer: {
    create(address: bigint): Pointer | null;
    of(view: NodeJS.TypedArray): Pointer | null;
    value(pointer: Pointer | null): bigint;
  };
  readonly UnsafePointerView: { getArrayBuffer(pointer: Pointer, bytes: number): ArrayBuffer };
}

type Native = (...args: unknown[]) => unknown;

function denoType(type: "i32" | "u32" | "ptr"): string {
  return type === "ptr" ? "usize" : type;
}

/** Opens a library and gives its functions the shape that the host calls. */
export function openLibrary(deno: DenoCalls, path: string, signatures: Signatures): Functions {
  const wanted = Object.entries(signatures).map(([name, { args, returns, waits }]) => {
    return [name, { parameters: args.map(denoType), result: denoType(returns), nonblocking: waits === true }] as const;
  });
  const symbols = deno.dlopen(path, Object.fromEntries(wanted)).symbols as Readonly<Record<string, Native>>;
  const functions = Object.entries(signatures).map(([name, signature]) => {
    return [name, shaped(deno, symbols[name] as Native, signature)] as const;
  });
  return Object.fromEntries(functions);
}

function shaped(deno: DenoCalls, native: Native, { args, returns }: Signatures[string]): Native {
  const called = args.includes("ptr")
    ? (...given: unknown[]) => native(...given.map((one) => addressed(deno, one)))
    : native;
  if (returns !== "ptr") return called;
  return (...given) => {
    const address = Number(called(...given));
    return address === 0 ? null : address;
  };
}

/** The address of a view holds for the call: who gives it keeps it meanwhile. */
function addressed(deno: DenoCalls, given: unknown): unknown {
  if (given === null) return 0;
  if (!ArrayBuffer.isView(given)) return given;
  return deno.UnsafePointer.value(deno.UnsafePointer.of(given as NodeJS.TypedArray));
}

/** A view of memory at an address. */
export function memoryAt(deno: DenoCalls, at: Address, bytes: number): ArrayBuffer {
  const pointer = deno.UnsafePointer.create(BigInt(at));
  if (pointer === null) throw new Error("no memory lies at address 0");
  return deno.UnsafePointerView.getArrayBuffer(pointer, bytes);
}
