/** `withMount`: what a program gets back, by root and by an ordinary user. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { leftBy, people } from "./people.ts";

const EXPECTED = {
  result: { exit: { code: 7 }, layers: 2, way: "relative", type: "overlay", at: true, unmounted: 1, failed: false },
  signal: { signal: 10 },
  waits: { code: 3 },
  directory: { code: 0 },
  nowhere: "FailedError with.directory",
  environment: { code: 0 },
  bytes: { code: 0 },
  many: [{ code: 1 }, { code: 2 }, { code: 3 }, { code: 4 }, { code: 5 }],
  userNamespace: { code: 0 },
  left: "LeftError",
  missing: "FailedError with.not-found",
  nothing: "UsageError with.no-program",
  nul: "UsageError with.nul",
  refused: "RefusedError list.empty",
};

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
if (isReady) {
  for (const somebody of people("library")) {
    const { missing, name, runtime, checkout, path } = somebody;
    testUnless(test, missing, `${name}: results, options and errors`, () => {
      const { status, stdout, stderr } = somebody.run([...runtime, `${checkout}/test/with/calls.ts`, path]);
      assert.is(status, 0, stderr);
      assert.equal(JSON.parse(stdout), EXPECTED);
      assert.equal(leftBy(somebody), []);
    });
    test.after(() => somebody.remove());
  }
  test.run();
}
