/** Loading the shim: versions must agree, and the source compiled by Bun itself does what the prebuilt library does. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ABI } from "../../host/linux/generated/abi.ts";
import { requireAbi, ShimError, shim } from "../../host/linux/shim.ts";

test("the prebuilt library has the version of this host", () => {
  assert.is(shim().lm_abi(), ABI);
  assert.is(shim(), shim(), "it is loaded once");
});

test("another version is refused in words", () => {
  assert.throws(
    () => requireAbi(ABI + 1),
    (error: unknown) => error instanceof ShimError && /version 2 .* version 1/.test(error.message),
  );
});

/** Runs a test file of this folder with the source compiled by Bun's own C compiler. */
async function compiled(file: string): Promise<string> {
  const path = new URL(file, import.meta.url).pathname;
  const run = Bun.spawn([process.execPath, path], {
    env: { ...process.env, LAYERMOUNT_SHIM: "cc" },
    stderr: "inherit",
  });
  const said = await run.stdout.text();
  assert.is(await run.exited, 0, said);
  return said;
}

for (const file of ["files.test.ts", "registers.test.ts", "child.test.ts", "check.test.ts", "session.test.ts"]) {
  test(`LAYERMOUNT_SHIM=cc: ${file}`, async () => {
    assert.match(await compiled(`./${file}`), /Passed:\s+[1-9]/);
  });
}

test("a start-up path without node: modules", async () => {
  for (const name of ["shim", "session", "thread", "wake", "region", "pool"]) {
    const text = await Bun.file(new URL(`../../host/linux/${name}.ts`, import.meta.url)).text();
    assert.not.match(text, /from "(node:|fs|path)/, name);
  }
});

test.run();
