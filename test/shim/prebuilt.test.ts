/** The prebuilt libraries are what the sources beside them give, byte for byte, and ask nothing of the machine. */
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ABI } from "../../host/linux/generated/abi.ts";
import provenance from "../../host/linux/prebuilt/shim.json" with { type: "json" };
import { COMPILER, compilerRunsHere } from "../../scripts/shim/compiler.ts";
import { digest, sourcesDigest } from "../../scripts/shim/digest.ts";
import { buildLibrary, PREBUILT, PROCESSORS } from "../../scripts/shim/library.ts";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { library } from "./elf.ts";

const MACHINES = { x86_64: 62, aarch64: 183 };
const committed = (processor: string) => Bun.file(`${PREBUILT}shim-${processor}.so`).bytes();
const elsewhere = compilerRunsHere ? undefined : `${COMPILER.package} is a program for Linux on x86_64`;

test("shim.json says from what they were made", async () => {
  assert.is(provenance.abi, ABI);
  assert.is(provenance.sources, await sourcesDigest(), "the C sources changed: run bun scripts/build-shim.ts");
  assert.is(provenance.compilerSha256, COMPILER.sha256);
  for (const processor of PROCESSORS) {
    assert.is(provenance.sha256[processor], digest(await committed(processor)), processor);
  }
});

test("they need no library, no symbol and no relocation, and give the same names", async () => {
  const given = new Set<string>();
  for (const processor of PROCESSORS) {
    const found = library(await committed(processor));
    assert.is(found.machine, MACHINES[processor]);
    assert.equal([found.undefined, found.needed, found.relocations], [[], 0, 0], processor);
    assert.ok(
      found.exported.every((name) => name.startsWith("lm_")),
      `${found.exported}`,
    );
    given.add(found.exported.join(" "));
  }
  assert.is(given.size, 1);
  assert.match([...given].join(), /lm_abi .*lm_submit/);
});

for (const processor of PROCESSORS) {
  testUnless(test, elsewhere, `rebuilding gives the same bytes: ${processor}`, async () => {
    const directory = temporary("rebuilt");
    mkdirSync(`${directory.path}/out`);
    const rebuilt = await buildLibrary(processor, `${directory.path}/out/`, `${directory.path}/cache`);
    assert.ok(Buffer.from(rebuilt).equals(await committed(processor)), "run bun scripts/build-shim.ts");
    directory.remove();
  });
}

test.run();
