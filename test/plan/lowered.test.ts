/**
 * What is planned for another kernel is what is carried out: for each measured vector that this kernel can be lowered
 * to, 2, 55 and 128 layers are planned and then mounted for real, by the same program, compared with the model of
 * overlay semantics, and taken down again with nothing left.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Capabilities, plan, probe } from "../../host/index.ts";
import type { Case } from "../cases/case.ts";
import type { Driver } from "../cases/driver.ts";
import { overlayCase } from "../cases/requests.ts";
import { runCase } from "../cases/run.ts";
import { library, warmUp } from "../kernel/library.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { inMemory } from "../support/temporary.ts";
import { KERNELS, type Kernel, vector } from "./vectors.ts";

const SIZES = [2, 55, 128] as const;

/** Features of a vector that this kernel does not have: to those it cannot be lowered. */
function beyond(wanted: Capabilities, here: Capabilities): string[] {
  const found = new Map(Object.entries(here.features));
  return Object.entries(wanted.features).flatMap(([name, has]) => (has && found.get(name) !== true ? [name] : []));
}

/** Mounts as on that kernel, and sees that the mount was the one that was planned. */
function asOn(kernel: Kernel): Driver {
  const capabilities = vector(kernel);
  return {
    ...library,
    name: kernel,
    async mount(request) {
      const planned = await plan(request, { capabilities });
      const mounted = await library.mount(request, { capabilities });
      assert.is(mounted.way, planned.way);
      assert.is(mounted.layers, planned.layers);
      return mounted;
    },
  };
}

function sized(count: number, writable: boolean): Case {
  return {
    name: `${count} layers, ${writable ? "writable" : "read-only"}`,
    expect: [{ outcome: "mounted", way: "relative" }],
    build: (place) =>
      overlayCase(place, place.stack(count).lowers, writable ? place.top("layers/snapshots/top") : undefined),
  };
}

if (inPrivateNamespace(import.meta.filename)) {
  inMemory();
  await warmUp();
  const { capabilities: here } = await probe();
  for (const kernel of KERNELS) {
    const more = beyond(vector(kernel), here);
    const missing = more.length === 0 ? undefined : `this kernel has not ${more.join(", ")}`;
    for (const count of SIZES) {
      testUnless(test, missing, `as on ${kernel}, ${count} layers`, async () => {
        for (const writable of [false, true]) await runCase(sized(count, writable), asOn(kernel));
      });
    }
  }
  test.run();
}
