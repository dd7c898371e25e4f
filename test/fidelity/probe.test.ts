/** The library's probe finds of each simulated kernel what it found of the real one. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { probe } from "../../host/index.ts";
import { readVector } from "../plan/vectors.ts";
import { simulated } from "../simulated-kernel/driver.ts";
import { KERNELS } from "../simulated-kernel/rules.ts";
import { enterNamespace } from "../simulated-kernel/user-namespace.ts";
import { directory, world } from "../simulated-kernel/world.ts";

for (const kernel of KERNELS) {
  test(`${kernel} is probed as it was measured`, async () => {
    const simulation = world(kernel);
    directory(simulation, "/tmp");
    const driver = simulated(simulation);
    const { capabilities, upper } = await probe("/tmp", { driver: () => driver, state: false });
    driver.session.reset();
    assert.equal(capabilities, readVector(kernel).root);
    assert.ok(upper, "an upperdir can be written to");
    assert.is(simulation.mounts.size, 3, "something stayed mounted");
    assert.is(simulation.descriptors.size, 0, "something stayed open");
    assert.equal([...(directory(simulation, "/tmp").children?.keys() ?? [])], [], "something stayed in the directory");
  });
}

for (const kernel of KERNELS) {
  test(`${kernel} is probed by an ordinary user as it was measured`, async () => {
    const simulation = world(kernel);
    directory(simulation, "/tmp");
    enterNamespace(simulation);
    const driver = simulated(simulation);
    const { capabilities, upper } = await probe("/tmp", { driver: () => driver, state: false });
    driver.session.reset();
    assert.equal(capabilities, readVector(kernel).ordinary);
    assert.is(upper, capabilities.features.overlay, "an upperdir can be written to where an overlay can be mounted");
    assert.is(simulation.mounts.size, 3, "something stayed mounted");
    assert.is(simulation.descriptors.size, 0, "something stayed open");
  });
}

test.run();
