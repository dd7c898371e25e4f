import * as asc from "assemblyscript/asc";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as core from "../../core-wasm/generated/types.ts";
import { plainMemory } from "../../core-wasm/memory/memory.ts";
import * as codec from "../../host/planner/generated/codec.ts";
import { pascal } from "../../scripts/generate/names.ts";
import { damage, damaged } from "../generate/damage.ts";
import { arbitrary } from "../generate/values.ts";
import { exported, takers } from "../generate/world.ts";

type Check = (base: number, size: number) => number | boolean;

const CORE = new URL("../../core-wasm/", import.meta.url);
const PAGES = 512;
const all = [...new Set(takers().map(([, parameter]) => `check${pascal(parameter)}`))].join(", ");
const AT = 1 << 16;

/** The checks alone, as WebAssembly: numbers of 32 bits come round there, and a read outside the memory traps. */
async function compiled(): Promise<WebAssembly.Instance> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      ..."checks.ts --outFile checks.wasm -O3 --noAssert --runtime stub --use abort=".split(" "),
      ...`--initialMemory ${PAGES} --maximumMemory ${PAGES}`.split(" "),
    ],
    {
      readFile: async (name) => {
        // Not `export … from`: asc looks for types.ts.ts there.
        if (name === "checks.ts") return `import { ${all} } from "./generated/types.ts";\nexport { ${all} };`;
        const file = Bun.file(new URL(name === "memory/memory.ts" ? "memory/wasm.ts" : name, CORE));
        return (await file.exists()) ? await file.text() : null;
      },
      writeFile: (name, contents) => {
        if (name === "checks.wasm" && typeof contents !== "string") binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === undefined) throw new Error(stderr.toString());
  return new WebAssembly.Instance(new WebAssembly.Module(binary), {});
}

const instance = await compiled();
const wasmMemory = new Uint8Array((exported(instance.exports, "memory") as WebAssembly.Memory).buffer);

function answer(check: Check, memory: Uint8Array, message: Uint8Array, at: number): [boolean, Uint8Array] {
  memory.set(message, at);
  return [Boolean(check(at, message.length)), memory.slice(at, at + message.length)];
}

for (const [declared, parameter, type] of takers()) {
  const encode = exported<(value: unknown) => Uint8Array>(codec, `encode${pascal(declared.name)}Parameter`);
  const plain = exported<Check>(core, `check${pascal(parameter)}`);
  const wasm = exported<Check>(instance.exports, `check${pascal(parameter)}`);

  test(`${declared.name}: WebAssembly and plain TypeScript check alike, and never trap`, () => {
    fc.assert(
      fc.property(arbitrary(type), fc.array(damage, { maxLength: 3 }), (value, damages) => {
        const message = damages.reduce(damaged, encode(value));
        const [accepted, after] = answer(plain, plainMemory(), message, AT);
        const [there, alsoAfter] = answer(wasm, wasmMemory, message, AT);
        assert.is(there, accepted);
        if (accepted) assert.ok(Buffer.from(alsoAfter).equals(after), "other addresses");
        // Directly before the end of the memory, where a read outside is a trap.
        const last = (wasmMemory.length - message.length) & ~7;
        assert.is(answer(wasm, wasmMemory, message, last)[0], accepted);
      }),
      { numRuns: 20000 },
    );
  });
}

test("a length that comes round to the right size in 32 bits is still refused", () => {
  const mount = { fstype: "", source: "", target: "", options: ["ro"], lowers: [] };
  const message = codec.encodeErofsLayerParameter([mount]);
  const check = exported<Check>(instance.exports, "checkMounts");
  assert.ok(answer(check, wasmMemory, message, AT)[0]);
  // 64 bytes a mount and 8 a path: 2^26 and 2^29 more of them are 2^32 bytes more.
  for (const [at, more] of [
    [4, 2 ** 26],
    [4, 2 ** 31],
    [8 + 28, 2 ** 29],
    [8 + 28, 2 ** 31],
  ] as const) {
    const copy = message.slice();
    new DataView(copy.buffer).setUint32(at, 1 + more, true);
    assert.not(answer(check, wasmMemory, copy, AT)[0], `${more} more at ${at}`);
    assert.not(answer(core.checkMounts, plainMemory(), copy, AT)[0], `${more} more at ${at}, plain`);
  }
});

test.run();
