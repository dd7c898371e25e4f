/** A process is killed before and after each effect of a run, its own and those of its record. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Place } from "../cases/place.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { temporary } from "../support/temporary.ts";
import { killingHost } from "./killing.ts";
import { cleared, type Died, lookAt } from "./remains.ts";
import { SCENARIOS } from "./scenarios.ts";

const WORKER = `${import.meta.dirname}/worker.ts`;
const POINTS_MOST = 1000;

if (inPrivateNamespace(import.meta.filename)) {
  const copy = temporary("killing");
  const library = killingHost(copy.path);

  for (const { name, call, ends, lower, request } of SCENARIOS) {
    test(`${name}: killed at each effect`, async () => {
      const place = new Place("killed");
      try {
        const asked = JSON.stringify(request(place));
        const options = JSON.stringify({ state: place.at("state"), ...(lower && { lower }) });
        const run = (at: number) =>
          Bun.spawnSync([process.execPath, WORKER, library, call, asked, options], {
            env: { ...process.env, LAYERMOUNT_SHIM: "cc", LAYERMOUNT_KILL: String(at) },
          });
        // The first one makes the directory, the second one keeps in it what the kernel can do.
        const { cleanUp } = await afterwards(place);
        for (let i = 0; i < 2; i++) {
          assert.is(`${run(0).stdout}`.trim(), ends);
          await cleanUp();
        }
        const before = lookAt(place);
        const died: Record<Died, number> = { nothing: 0, undone: 0, finished: 0 };
        let at = 1;
        for (; at < POINTS_MOST; at++) {
          const { signalCode, stdout, stderr } = run(at);
          if (signalCode !== "SIGKILL") {
            assert.is(`${stdout}`.trim(), ends, `${stderr}`);
            break;
          }
          died[await cleared(place, before, `killed at ${at}`)]++;
        }
        await cleanUp();
        console.log(`${name}: killed ${at - 1} times; ${JSON.stringify(died)}`);
        assert.ok(at < POINTS_MOST, "it came to its end");
        assert.ok(at > 40 && died.undone > 5, "it was killed while it was at work");
      } finally {
        assert.equal(place.remove(), []);
      }
    });
  }

  test.after(() => copy.remove());
}

/** Takes down what a whole run left, where it mounted. */
async function afterwards(place: Place): Promise<{ cleanUp(): Promise<void> }> {
  const { list, unmount } = await import("../../host/index.ts");
  const state = place.at("state");
  const cleanUp = async (): Promise<void> => {
    for (const { target } of (await list({ state })).mounts) await unmount(target, { state });
  };
  return { cleanUp };
}

test.run();
