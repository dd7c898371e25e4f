/** The committed module: what it may hold, that it is what the sources give, and that other versions are refused. */
import { cpSync } from "node:fs";
import binaryen from "binaryen";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { EFFECTS_ABI as CORE_ABI } from "../../core-wasm/generated/effects.ts";
import { MEMORY_BYTES } from "../../core-wasm/memory/memory.ts";
import { LayermountError } from "../../host/index.ts";
import { Session } from "../../host/linux/session.ts";
import { ShimError, shim } from "../../host/linux/shim.ts";
import { decodeNextResult, encodeNextParameter } from "../../host/planner/generated/codec.ts";
import { EFFECTS_ABI } from "../../host/planner/generated/constants.ts";
import { checkedPlanner } from "../../host/planner/planner.ts";
import { temporary } from "../support/temporary.ts";
import { instantiated, wasmBuild } from "./builds.ts";
import { randomRun } from "./random-run.ts";
import { nativeWith, plannerOfVersion, programOfVersion } from "./variants.ts";

const CORE = new URL("../../core-wasm/", import.meta.url).pathname;
const file = await Bun.file(`${CORE}planner.wasm`).bytes();
/** The plain byte protocol, and the names of the canonical ABI, which componentNew compares with the WIT. */
const FUNCTIONS = [
  ...["abi", "answerSize", "describe", "erofs", "input", "more", "next", "resume", "rules", "words"],
  ...["describe", "erofs-layer", "next", "rules", "words"].map((name) => `layermount:planner/plan@0.1.0#${name}`),
  "cabi_realloc",
].sort();

/** The disassembled module, without what data segments and names spell. */
function disassembled(bytes: Uint8Array): string {
  const module = binaryen.readBinary(bytes);
  try {
    return module.emitText().replace(/"(?:\\.|[^"\\])*"/g, '""');
  } finally {
    module.dispose();
  }
}

/** Instructions, parameters and locals of floating point, and vectors, which can hold them. */
function floats(text: string): string[] {
  return text.match(/\b(?:[a-z0-9_.]*f(?:32|64)[a-z0-9_.]*|v128[a-z0-9_.]*)/g) ?? [];
}

test("it asks for nothing and gives what a host calls, no more", () => {
  const module = new WebAssembly.Module(file);
  assert.equal(WebAssembly.Module.imports(module), []);
  const exports = WebAssembly.Module.exports(module);
  assert.equal(exports.flatMap(({ name, kind }) => (kind === "function" ? [name] : [])).sort(), FUNCTIONS);
  assert.equal(
    exports.flatMap(({ name, kind }) => (kind === "function" ? [] : [`${kind} ${name}`])),
    ["memory memory"],
  );
});

test("no instruction is of floating point", () => {
  assert.equal(floats(disassembled(file)), []);
  const module = binaryen.parseText("(module (func (param i32) (drop (f64.convert_i32_s (local.get 0)))))");
  assert.equal(floats(disassembled(module.emitBinary())), ["f64.convert_i32_s"], "one is found where it is");
});

test("its memory is fixed, and as large as the sources say", () => {
  const module = binaryen.readBinary(file);
  const { initial, max, shared } = module.getMemoryInfo();
  module.dispose();
  assert.is(initial, max);
  assert.is(initial * 65536, MEMORY_BYTES);
  assert.not(shared);
  const { memory } = instantiated();
  assert.is(memory.buffer.byteLength, MEMORY_BYTES);
  assert.throws(() => memory.grow(1));
});

/** A build of a copy of the sources, in a directory and a process of its own. */
async function builtElsewhere(): Promise<Uint8Array> {
  const directory = temporary("elsewhere");
  const copy = `${directory.path}/core`;
  cpSync(CORE, copy, { recursive: true, filter: (path) => !path.endsWith(".wasm") });
  const script = new URL("./build-elsewhere.ts", import.meta.url).pathname;
  const made = `${directory.path}/made.wasm`;
  const build = Bun.spawn([process.execPath, script, copy, made], { cwd: directory.path, stderr: "inherit" });
  assert.is(await build.exited, 0);
  const bytes = await Bun.file(made).bytes();
  directory.remove();
  return bytes;
}

// The committed module is a build in another place; CI makes one more in the checkout (`bun scripts/build.ts --check`).
test("a clean build from another place is the committed module, byte for byte", async () => {
  const built = await builtElsewhere();
  assert.ok(built.length > 0);
  assert.ok(Buffer.from(built).equals(file), "planner.wasm is not what its sources give here: run `bun run build`");
});

test("core, host and shim are of one version", () => {
  assert.equal([CORE_ABI, EFFECTS_ABI, shim().lm_abi()], Array(3).fill(EFFECTS_ABI));
});

test("a host refuses a planner of another version", async () => {
  assert.is((await checkedPlanner(new WebAssembly.Module(file))).abi, EFFECTS_ABI);
  const other = new WebAssembly.Module(plannerOfVersion(file, EFFECTS_ABI + 1));
  const error = await checkedPlanner(other).catch((error: unknown) => error);
  assert.ok(error instanceof LayermountError && error.rule === "planner.version", `${error}`);
});

/** What loading this native part says, in a process of its own. */
function loaded(shimFile: string, compiled: boolean): string {
  const code = `import { shim } from ${JSON.stringify(shimFile)};
    try { console.log(shim().lm_abi()); } catch (error) { console.log(error.name, error.message); }`;
  const env = { ...process.env, ...(compiled ? { LAYERMOUNT_SHIM: "cc" } : {}) };
  const { stdout, stderr } = Bun.spawnSync([process.execPath, "-e", code], { env });
  return `${stdout}${stderr}`.trim();
}

test("a host refuses a shim of another version", () => {
  const directory = temporary("versions");
  const next = EFFECTS_ABI + 1;
  const raised = nativeWith(`${directory.path}/shim`, "generated/effects.h", (text) =>
    text.replace(`LM_ABI ${EFFECTS_ABI}\n`, `LM_ABI ${next}\n`),
  );
  // The prebuilt library beside the changed source is still the old one: it shows that the copy works at all.
  assert.is(loaded(raised, false), `${EFFECTS_ABI}`);
  assert.match(loaded(raised, true), new RegExp(`^ShimError .*version ${next} .*version ${EFFECTS_ABI}`));
  const newer = nativeWith(`${directory.path}/host`, "generated/abi.ts", (text) =>
    text.replace(`ABI = ${EFFECTS_ABI};`, `ABI = ${next};`),
  );
  assert.match(loaded(newer, false), new RegExp(`^ShimError .*version ${EFFECTS_ABI} .*version ${next}`));
  directory.remove();
});

test("a shim refuses a program of another version, and does nothing of it", async () => {
  let program: Uint8Array | undefined;
  for (let seed = 1; program === undefined; seed++) {
    const answer = decodeNextResult(
      wasmBuild().ask("next", encodeNextParameter({ ...randomRun(seed), observations: [] })),
    );
    if (answer.ok && answer.value.tag === "perform") program = answer.value.value;
  }
  const room = new DataView(program.buffer, program.byteOffset).getUint32(16, true);
  assert.is(shim().lm_check(program, program.length, room), 0);
  const other = programOfVersion(program, EFFECTS_ABI + 1);
  assert.ok(shim().lm_check(other, other.length, room) < 0);
  const session = new Session();
  assert.throws(
    () => session.runSync(other, room),
    (error: unknown) => error instanceof ShimError,
  );
  await session.close();
});

test.run();
