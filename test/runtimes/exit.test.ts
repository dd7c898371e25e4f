/** The end of a Deno with open sessions: it closes the libraries first, and their threads are still in the code. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { testUnless } from "../support/skip.ts";
import { DENO, missingDeno, ROOT, ran } from "./where.ts";

const SHIM = `${ROOT}host/linux/prebuilt/shim-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so`;

function evaluated(source: string): ReturnType<typeof ran> {
  return ran(DENO, ["eval", source]);
}

testUnless(test, missingDeno, "a shim that was closed stays where it is", () => {
  const { out, err } = evaluated(`
    const library = Deno.dlopen("${SHIM}", { lm_abi: { parameters: [], result: "i32" } });
    library.symbols.lm_abi();
    library.close();
    console.log(Deno.readTextFileSync("/proc/self/maps").includes("${SHIM}"));`);
  assert.is(out.trim(), "true", err);
});

testUnless(test, missingDeno, "an open session, just done or still at work: it ends as it should", () => {
  const begin = `import { Session } from "${ROOT}host/linux/session.ts";
    import { assemble, op } from "${ROOT}test/shim/assemble.ts";
    const { bytes, observationBytes } = assemble([op("sleep", 20)]);
    const session = new Session();`;
  for (let round = 0; round < 12; round++) {
    const done = evaluated(`${begin} await session.run(bytes, observationBytes); console.log("done");`);
    assert.equal([done.code, done.out], [0, "done\n"], done.err);
  }
  const cut = evaluated(`${begin} session.run(bytes, observationBytes); setTimeout(() => Deno.exit(3), 5);`);
  assert.is(cut.code, 3, cut.err);
});

test.run();
