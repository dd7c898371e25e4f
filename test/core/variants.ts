/** Parts of layermount that are of another version than the others, made from the real ones. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";

/** The planner's module, saying that its programs are of another version. */
export function plannerOfVersion(planner: Uint8Array, version: number): Uint8Array {
  const module = binaryen.readBinary(planner);
  try {
    const { value } = binaryen.getExportInfo(module.getExport("abi"));
    module.removeFunction(value);
    module.addFunction(value, binaryen.none, binaryen.i32, [], module.i32.const(version));
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/**
 * The planner's module with a trap in one of its functions, where what it is given is this number: the size of a
 * message, or for a component's function what lies `offset` bytes into its parameter.
 */
export function plannerWithTrap(planner: Uint8Array, call: string, number: number, offset?: number): Uint8Array {
  const module = binaryen.readBinary(planner);
  try {
    const { value } = binaryen.getExportInfo(module.getExport(call));
    const parameter = module.local.get(0, binaryen.i32);
    const given = offset === undefined ? parameter : module.i32.load(offset, 4, parameter);
    const answer = module.call(value, [module.local.get(0, binaryen.i32)], binaryen.i32);
    const isThat = module.i32.eq(given, module.i32.const(number));
    const body = module.if(isThat, module.unreachable(), module.return(answer));
    module.addFunction("trapping", binaryen.i32, binaryen.i32, [], module.block(null, [body, module.unreachable()]));
    module.removeExport(call);
    module.addFunctionExport("trapping", call);
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

const ROOT = new URL("../../", import.meta.url).pathname;
/** What the native part is loaded with: itself, the runtime, and what these name. */
const NEEDED = [
  "package.json",
  "host/linux",
  "host/runtime",
  "core-wasm/generated/effects.ts",
  "core-wasm/planner.wasm",
];

/** The host's native part in a directory of its own, with one file of host/linux changed. */
export function nativeWith(directory: string, file: string, change: (text: string) => string): string {
  for (const path of NEEDED) cpSync(`${ROOT}${path}`, `${directory}/${path}`, { recursive: true });
  const changed = `${directory}/host/linux/${file}`;
  const before = readFileSync(changed, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`nothing to change in ${file}`);
  writeFileSync(changed, after);
  return `${directory}/host/linux/shim.ts`;
}

/** A program that says that it is of another version. */
export function programOfVersion(program: Uint8Array, version: number): Uint8Array {
  const other = program.slice();
  new DataView(other.buffer).setUint32(24, version, true);
  return other;
}
