/** Loading the shim: versions must agree, and the source compiled by Bun itself does what the prebuilt library does. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ABI } from "../../host/linux/generated/abi.ts";
import { requireAbi, ShimError, shim } from "../../host/linux/shim.ts";
import { temporary } from "../support/temporary.ts";

test("the prebuilt library has the version of this host", () => {
  assert.is(shim().lm_abi(), ABI);
  assert.is(shim(), shim(), "it is loaded once");
});

test("another version is refused in words", () => {
  assert.throws(
    () => requireAbi(ABI + 1),
    (error: unknown) =>
      error instanceof ShimError && new RegExp(`version ${ABI + 1} .* version ${ABI}`).test(error.message),
  );
});

/** Runs a test file of this folder with the source compiled by Bun's own C compiler. */
async function compiled(file: string): Promise<string> {
  const path = `${import.meta.dirname}/${file}`;
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
    assert.match(await compiled(file), /Passed:\s+[1-9]/);
  });
}

/** A program that uses a session and nothing else. */
const USER = `import { Session } from "${import.meta.dirname}/../../host/linux/session.ts";
  import { assemble, op } from "${import.meta.dirname}/assemble.ts";
  const { bytes, observationBytes } = assemble([op("sleep", 0)]);
  const session = new Session();
  console.log((await session.run(bytes, observationBytes)).length, session.threaded);`;

for (const [how, flags, name] of [
  ["bundled", ["--outdir=out"], "out/user.js"],
  ["compiled", ["--compile", "--outfile=program"], "program"],
] as const) {
  test(`the library goes along when it is ${how}`, async () => {
    const place = temporary("bundle");
    await Bun.write(`${place.path}/user.ts`, USER);
    const build = [process.execPath, "build", "--target=bun", ...flags, "user.ts"];
    const built = Bun.spawn(build, { cwd: place.path, stdout: "ignore", stderr: "pipe" });
    assert.is(await built.exited, 0, await built.stderr.text());
    const command = how === "bundled" ? [process.execPath, `${place.path}/${name}`] : [`${place.path}/${name}`];
    assert.is(await Bun.spawn(command, { cwd: "/", stderr: "inherit" }).stdout.text(), "24 true\n");
    place.remove();
  });
}

test("a start-up path without node: modules", async () => {
  for (const name of ["shim", "session", "thread", "wake", "region", "pool"]) {
    const text = await Bun.file(`${import.meta.dirname}/../../host/linux/${name}.ts`).text();
    assert.not.match(text, /from "(node:|fs|path)/, name);
  }
});

test.run();
