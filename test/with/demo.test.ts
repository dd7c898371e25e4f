/** The demo by root and by an ordinary user, from a checkout that is somebody else's and has no packages, on Deno. */
import { chmodSync, cpSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DENO, missingDeno, ROOT } from "../runtimes/where.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { missingRoot, testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { type Ended, leftBy, people } from "./people.ts";

/** What it says when all is well. */
function assertDone({ status, stdout, stderr }: Ended, name: string): void {
  assert.is(status, 0, `${stdout}${stderr}`);
  assert.match(stdout, /^layers +128 real directories/m);
  assert.match(stdout, /^mounted +in [\d.]+ ms.*128 layers/m);
  assert.match(stdout, /^proved +before/m);
  assert.match(stdout, /mount table +one new line: overlay at/);
  assert.match(stdout, /files +\d{2,} compared/);
  assert.match(stdout, /^written +hello/m);
  assert.match(stdout, /^unmounted +1 mount/m);
  assert.match(stdout, /^left +nothing/m);
  assert.is(stdout.includes("in a user and a mount namespace of its own"), name === "ordinary user");
}

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
if (isReady) {
  for (const somebody of people("demo")) {
    const { missing, name, runtime, checkout, path } = somebody;
    testUnless(test, missing, `${name}: mounted, proved, looked at by other code, written, taken down`, () => {
      assertDone(somebody.run([...runtime, "run", "demo"], { cwd: checkout }), name);
      assert.equal(leftBy(somebody), []);
    });

    const deno = DENO.replace(ROOT, `${checkout}/`);
    testUnless(test, missing ?? missingDeno, `${name}: the same on Deno`, () => {
      const words = ["run", "--allow-all", `${checkout}/scripts/demo.ts`];
      const env = { DENO_DIR: `${path}/tmp/deno`, DENO_NO_UPDATE_CHECK: "1" };
      assertDone(somebody.run([deno, ...words], { cwd: checkout, env }), name);
      somebody.run(["rm", "-rf", env.DENO_DIR]);
      assert.equal(leftBy(somebody), []);
    });

    if (name === "ordinary user") {
      testUnless(
        test,
        missing ?? missingRoot(),
        "in a checkout of root's, without packages: the demo needs none",
        () => {
          const place = temporary("checkout");
          const copied = ["core-wasm", "host", "scripts", "test", "package.json", "bun.lock", "tsconfig.json"];
          for (const part of copied) cpSync(`${checkout}/${part}`, `${place.path}/${part}`, { recursive: true });
          chmodSync(place.path, 0o755);
          assertDone(somebody.run([...runtime, "run", "demo"], { cwd: place.path }), name);
          const { status, stderr } = somebody.run([...runtime, "run", "layermount", "probe"], { cwd: place.path });
          assert.is(status, 1);
          assert.match(stderr, /packages are missing, and .* cannot be written by you/);
          assert.not.match(stderr, /^ +at /m);
          place.remove();
        },
      );
    }
    test.after(() => somebody.remove());
  }
  test.run();
}
