import { runtime } from "#runtime";

let compiling: Promise<WebAssembly.Module> | undefined;
let atHand: WebAssembly.Module | undefined;
let digest: Promise<string> | undefined;

/**
 * The planner's module, compiled once a process. Other threads compile it, for 2 to 4 ms: whoever will need it begins
 * early, before anything else that takes time.
 *
 * @throws LayermountError `planner.missing`, and what the runtime may not do.
 */
export function plannerModule(): Promise<WebAssembly.Module> {
  compiling ??= compiled().then((module) => {
    atHand = module;
    return module;
  });
  return compiling;
}

/** The same where it has been compiled; undefined where it has not. */
export function compiledModule(): WebAssembly.Module | undefined {
  return atHand;
}

/** SHA-256 of the planner's module: by it a trace says which planner made its programs. */
export function plannerDigest(): Promise<string> {
  digest ??= digested();
  return digest;
}

async function digested(): Promise<string> {
  return runtime.planner?.digest ?? runtime.digest(await read());
}

async function compiled(): Promise<WebAssembly.Module> {
  // At hand at once in a bundle: compiling begins within this call.
  const bytes = runtime.planner?.bytes() ?? (await read());
  return WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
}

async function read(): Promise<Uint8Array> {
  const place = runtime.shipped("planner.wasm");
  try {
    return await runtime.read(place);
  } catch (error) {
    const { ruleError, unableError } = await import("../rules.ts");
    throw unableError(error) ?? ruleError("usage", "planner.missing", { item: place });
  }
}
