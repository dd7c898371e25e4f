/** `layermount with` on Deno: the command's code and streams, signals, and its descriptors. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DENO, missingDeno, ROOT } from "../runtimes/where.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { leftBy, people } from "./people.ts";

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
if (isReady) {
  for (const somebody of people("deno")) {
    const { missing, name, checkout, path } = somebody;
    const deno = DENO.replace(ROOT, `${checkout}/`);
    const layers = ["--lower", `${path}/upper-layer`, "--lower", `${path}/base-layer`];
    const words = (script: string) => [
      ...[deno, "run", "--quiet", "--allow-all", `${checkout}/host/cli/main.ts`, "with", ...layers],
      ...["--", "sh", "-c", script],
    ];
    const how = { env: { DENO_DIR: `${path}/deno`, DENO_NO_UPDATE_CHECK: "1" } };
    const check = (what: string, run: () => Promise<void>) =>
      testUnless(test, missing ?? missingDeno, `${name}: ${what}`, async () => {
        await run();
        assert.equal(leftBy(somebody), []);
      });

    check("streams, the code, and no descriptor but the standard ones", async () => {
      const script = 'cat - "$LAYERMOUNT_ROOT"/x; exec ls /proc/self/fd >&2';
      const { status, stdout, stderr } = somebody.run(words(script), { ...how, input: "given\n" });
      assert.equal([status, stdout, stderr], [0, "given\nof the upper layer\n", "0\n1\n2\n3\n"]);
      assert.is(somebody.run(words("exit 7"), how).status, 7);
      assert.is(somebody.run(words("kill -9 $$"), how).status, 137);
    });

    check("a signal is passed on, and killed itself the command goes with it", async () => {
      const { child, until, ended } = somebody.start(
        words("trap 'exit 9' TERM; echo ready; while :; do sleep 0.02; done"),
        how,
      );
      await until("ready");
      child.kill("SIGTERM");
      assert.is((await ended).status, 9);
    });

    test.after(() => somebody.remove());
  }
  test.run();
}
