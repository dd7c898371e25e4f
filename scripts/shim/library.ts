import { ABI } from "../../host/linux/generated/abi.ts";
import { COMPILER, compile } from "./compiler.ts";
import { digest, sourcesDigest } from "./digest.ts";

const root = `${import.meta.dir}/../../`;

/** Where the prebuilt libraries lie. */
export const PREBUILT = `${root}host/linux/prebuilt/`;
export const PROCESSORS = ["x86_64", "aarch64"] as const;
export type Processor = (typeof PROCESSORS)[number];

/** Freestanding: no libc, no relocation, nothing that a compiler would like to call. */
const FLAGS = [
  ...["-std=c11", "-Os", "-mcpu=baseline", "-ffreestanding", "-fno-builtin", "-nostdlib", "-fPIC", "-shared", "-s"],
  ...["-fvisibility=hidden", "-fno-stack-protector", "-fomit-frame-pointer", "-fno-sanitize=all"],
  ...["-fno-unwind-tables", "-fno-asynchronous-unwind-tables", "-Wall", "-Wextra", "-Werror"],
  // It stays when it is closed, which Deno does before it ends: the threads of open sessions are still in its code.
  "-Wl,-z,nodelete",
] as const;

/** What `shim.json` says about the prebuilt libraries. */
export interface Provenance {
  readonly abi: number;
  readonly sources: string;
  readonly compiler: string;
  readonly compilerSha256: string;
  readonly flags: readonly string[];
  readonly sha256: Record<Processor, string>;
}

/** Compiles the shim of one processor into `directory` and gives its bytes; with an empty `cache` from nothing. */
export async function buildLibrary(processor: Processor, directory: string, cache?: string): Promise<Uint8Array> {
  const output = `${directory}shim-${processor}.so`;
  const what = { target: processor, flags: FLAGS, source: `${root}host/linux/shim.c`, output };
  await compile(cache === undefined ? what : { ...what, cache });
  return Bun.file(output).bytes();
}

/** Says where libraries come from, given their bytes. */
export async function provenance(libraries: Record<Processor, Uint8Array>): Promise<Provenance> {
  return {
    abi: ABI,
    sources: await sourcesDigest(),
    compiler: `${COMPILER.package}@${COMPILER.version}`,
    compilerSha256: COMPILER.sha256,
    flags: FLAGS,
    sha256: { x86_64: digest(libraries.x86_64), aarch64: digest(libraries.aarch64) },
  };
}
