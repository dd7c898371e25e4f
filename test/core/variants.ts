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

const LINUX = new URL("../../host/linux/", import.meta.url).pathname;

/** The host's native part in a directory of its own, with one of its files changed. */
export function nativeWith(directory: string, file: string, change: (text: string) => string): string {
  cpSync(LINUX, directory, { recursive: true });
  const before = readFileSync(`${LINUX}${file}`, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`nothing to change in ${file}`);
  writeFileSync(`${directory}/${file}`, after);
  return `${directory}/shim.ts`;
}

/** A program that says that it is of another version. */
export function programOfVersion(program: Uint8Array, version: number): Uint8Array {
  const other = program.slice();
  new DataView(other.buffer).setUint32(24, version, true);
  return other;
}
