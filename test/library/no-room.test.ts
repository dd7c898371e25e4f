/** What fails beside a mount that the kernel has done already: it is told, and can be taken back. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FaultError, mount, recover } from "../../host/index.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { Place, thrownBy } from "./place.ts";

if (inPrivateNamespace(import.meta.filename)) {
  test("no memory for the digest of a plan, while the kernel mounts", async () => {
    const place = new Place();
    const { state } = place;
    const error = new RangeError("Out of memory");
    const { Instance } = WebAssembly;
    // The first one of a process asks the planner that is about to be at work.
    await (await mount(place.overlay(), { state })).unmount();
    WebAssembly.Instance = class extends Instance {
      constructor(module: WebAssembly.Module, imports?: Bun.WebAssembly.Imports) {
        super(module, imports);
        throw error;
      }
    };
    try {
      const thrown = await thrownBy(mount(place.overlay(), { state }));
      assert.instance(thrown, FaultError);
      assert.is((thrown as FaultError).cause, error);
      assert.equal(place.mounted, [place.at("target")]);
    } finally {
      WebAssembly.Instance = Instance;
    }
    const { runs } = await recover({ state });
    assert.equal(
      runs.map(({ recovery, unmounted }) => [recovery, unmounted]),
      [["undone", 1]],
    );
    assert.equal(place.mounted, []);
    place.remove();
  });

  test.run();
}
