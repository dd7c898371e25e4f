// Whatever is thrown beneath the library comes as an error of one of its classes, with a rule of the table.
import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { lowered } from "../../host/capabilities/lower.ts";
import * as library from "../../host/index.ts";
import { foreignError } from "../../host/library/misuse.ts";
import { ShimError } from "../../host/linux/shim.ts";
import { allRules } from "../../host/rules.ts";
import { Unable } from "../../host/runtime/unable.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { Place, thrownBy } from "./place.ts";

test("whatever is thrown beneath comes as one of the classes", () => {
  const said = (thrown: unknown) => {
    const error = foreignError(thrown);
    assert.instance(error, library.LayermountError);
    assert.ok(allRules().some(({ id }) => id === error.rule));
    return [error.constructor.name, error.rule, error.exitCode];
  };
  assert.equal(said(new TypeError("a fault")), ["FaultError", "library.fault", 1]);
  assert.equal(said("a text"), ["FaultError", "library.fault", 1]);
  assert.equal(said(Object.create(null)), ["FaultError", "library.fault", 1]);
  assert.equal(said(new ShimError("there is no shim for mips")), ["RefusedError", "library.native", 3]);
  assert.equal(said(new ShimError("the shim refused a call", 24)), ["FaultError", "library.system", 1]);
  assert.equal(said(new Unable("runtime.planning-only", "mounting", "Node")), [
    "RefusedError",
    "runtime.planning-only",
    3,
  ]);
  const own = foreignError(new TypeError("x"));
  assert.is(foreignError(own), own);
});

if (inPrivateNamespace(import.meta.filename)) {
  const place = new Place();
  const { state } = place;

  test("a driver and a listener that throw", async () => {
    const driver = () => {
      throw new RangeError("a driver's own");
    };
    const error = await thrownBy(library.mount(place.overlay(), { state, driver }));
    assert.instance(error, library.FaultError);
    assert.match((error as Error).message, "RangeError: a driver's own");
    assert.instance((error as Error).cause, RangeError);
    const garbage = { run: async () => new Uint8Array(3) };
    assert.instance(
      await thrownBy(library.mount(place.overlay(), { state, driver: () => garbage })),
      library.LayermountError,
    );
    const onStart = () => {
      throw new SyntaxError("a listener's own");
    };
    process.env["TMPDIR"] = place.at("data");
    const { mounts } = place.overlay();
    const thrown = await thrownBy(library.withMount({ mounts }, { argv: ["true"] }, { onStart }));
    delete process.env["TMPDIR"];
    assert.instance(thrown, library.FaultError);
    assert.instance((thrown as Error).cause, SyntaxError);
    assert.equal(readdirSync(place.at("data")), [], "the place of the mount is gone");
  });

  test("errors by rule stay as they are", async () => {
    const error = await thrownBy(library.plan({ mounts: [], target: "/mnt" }));
    assert.equal([(error as library.LayermountError).rule, (error as Error).cause], ["list.empty", undefined]);
    const { capabilities } = await library.probe();
    try {
      lowered(capabilities, ["magic"]);
      assert.unreachable();
    } catch (thrown) {
      assert.instance(thrown, library.UsageError);
    }
    assert.equal(place.mounted, []);
  });

  test.after(() => place.remove());
}

test.run();
