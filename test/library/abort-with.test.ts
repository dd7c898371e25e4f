// The signal of withMount: before and while it mounts as for mount, while the command runs SIGTERM, and then no more.
import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { AbortError, type Driver, type Progress, withMount } from "../../host/index.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { abortAt, Place, thrownBy } from "./place.ts";

if (inPrivateNamespace(import.meta.filename)) {
  const place = new Place();
  process.env["TMPDIR"] = place.at("data");
  const { mounts } = place.overlay();
  const list = { mounts: place.list().mounts };
  const shell = (script: string) => ({ argv: ["sh", "-c", script] });

  /** No mount here, and no directory of one. */
  function assertNothing(): void {
    assert.equal(place.mounted, []);
    assert.equal(readdirSync(place.at("data")), []);
  }

  test("aborted before: no namespace is made", async () => {
    const told: Progress[] = [];
    const onProgress = (progress: Progress) => told.push(progress);
    const signal = AbortSignal.abort("not any more");
    let driven = 0;
    const driver = (kernel: Driver): Driver => {
      driven++;
      return kernel;
    };
    const error = await thrownBy(withMount({ mounts }, shell("exit 3"), { signal, onProgress, driver }));
    assert.instance(error, AbortError);
    const { kind, rule, cause } = error as AbortError;
    assert.equal([kind, rule, cause, told, driven], ["refused", "run.aborted", "not any more", [], 0]);
    assertNothing();
  });

  test("while it mounts: what was mounted is taken down, and the command does not begin", async () => {
    for (const last of [1, 2]) {
      const watching = abortAt((one) => one.state === "ended" && one.program === last);
      const begun: unknown[] = [];
      const onStart = () => void begun.push(1);
      const error = await thrownBy(withMount(list, shell("exit 3"), { ...watching, onStart }));
      assert.instance(error, AbortError, String(error));
      const { kind, cause, left } = error as AbortError;
      assert.equal([kind, cause, left, begun], ["failed", "not any more", [], []], `after program ${last}`);
      assertNothing();
    }
  });

  test("directly before the command begins, and while it runs: it is ended by SIGTERM, and all is taken down", async () => {
    for (const after of [0, 50]) {
      const controller = new AbortController();
      const onStart = () => {
        if (after === 0) controller.abort();
        else setTimeout(() => controller.abort(), after);
      };
      const { exit, unmounted, failure } = await withMount(list, shell("exec sleep 60"), {
        signal: controller.signal,
        onStart,
      });
      assert.equal([exit, unmounted?.unmounted, failure], [{ signal: 15 }, 3, undefined], `after ${after} ms`);
      assertNothing();
    }
  });

  test("a command that minds SIGTERM ends as it likes", async () => {
    const controller = new AbortController();
    const onStart = () => void setTimeout(() => controller.abort(), 100);
    const command = shell("trap 'exit 7' TERM; while :; do sleep 0.02; done");
    const { exit, unmounted } = await withMount({ mounts }, command, { signal: controller.signal, onStart });
    assert.equal([exit, unmounted?.unmounted], [{ code: 7 }, 1]);
    assertNothing();
  });

  test("after it: nothing happens any more", async () => {
    const controller = new AbortController();
    const { exit } = await withMount({ mounts }, shell("exit 3"), { signal: controller.signal });
    controller.abort();
    assert.equal(exit, { code: 3 });
    assertNothing();
  });

  test("progress: the programs that mount are told, and none of those that take it down", async () => {
    const told: Progress[] = [];
    const { steps } = await withMount(list, shell("exit 0"), { onProgress: (progress) => told.push(progress) });
    assert.equal(
      told.filter(({ state }) => state === "ended").map(({ program }) => program),
      [1, 2, 3],
    );
    assert.is(
      told.reduce((sum, { done }) => sum + done, 0),
      steps,
    );
  });

  test.after(() => place.remove());
}

test.run();
