/**
 * Faults planted on purpose: the runner of the shared cases must see each of them. A check
 * that sees nothing when something is wrong is worse than none.
 */
import { closeSync, mkdirSync, openSync, rmdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Mounted, MountRequest } from "../../host/index.ts";
import { type Case, mounted, refused } from "../cases/case.ts";
import type { Driver } from "../cases/driver.ts";
import type { Place } from "../cases/place.ts";
import { overlayCase } from "../cases/requests.ts";
import { runCase } from "../cases/run.ts";
import { mount, umount } from "../support/libc.ts";
import { name } from "../support/names.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { library, warmUp } from "./library.ts";

/** A driver whose fault is in what it asks for, or in what it does besides. */
function faulty(
  fault: (request: MountRequest) => MountRequest | undefined,
  after?: (mounted: Mounted) => void,
): Driver {
  return {
    ...library,
    async mount(request, options) {
      const result = await library.mount(fault(request) ?? request, options);
      after?.(result);
      return result;
    },
  };
}

/** The same request with its root's layers changed. */
function layered(request: MountRequest, change: (lowers: readonly (string | Uint8Array)[]) => (string | Uint8Array)[]) {
  const [root] = request.mounts;
  return { ...request, mounts: [{ ...root, type: "overlay", lowers: change(root?.lowers ?? []) }] };
}

const overlayed: Case = {
  name: "planted",
  expect: [mounted()],
  build: (place: Place) => overlayCase(place, place.stack(5).lowers, place.top()),
};

let held = -1;
let covered = "";

const faults: readonly { name: string; driver: Driver; seen: RegExp; clean?: () => void }[] = [
  {
    name: "layers in another order",
    driver: faulty((request) => layered(request, (lowers) => lowers.toReversed())),
    seen: /the tree differs/,
  },
  {
    name: "the lowest layer forgotten",
    driver: faulty((request) => layered(request, (lowers) => lowers.slice(0, -1))),
    seen: /the tree differs/,
  },
  {
    name: "a descriptor left open",
    driver: faulty(
      () => undefined,
      () => {
        held = openSync("/dev/null", "r");
      },
    ),
    seen: /descriptor new/,
    clean: () => closeSync(held),
  },
  {
    name: "a second mount beside the one that was asked for",
    driver: faulty(
      () => undefined,
      ({ target }) => {
        covered = name(target).replace(/target$/, "top");
        mount("stray", covered, "tmpfs");
      },
    ),
    seen: /2 new mounts/,
    clean: () => {
      // The place has taken the stray mount away before it was removed.
      assert.throws(() => umount(covered));
    },
  },
  {
    name: "something written into a layer",
    driver: faulty((request) => {
      writeFileSync(`${name(request.mounts[0]?.lowers?.[2] ?? "")}/from/stray`, "");
      return undefined;
    }),
    seen: /not as before:\nname new|the tree differs/,
  },
  {
    name: "a directory left behind",
    driver: faulty(
      () => undefined,
      ({ target }) => {
        covered = name(target).replace(/target$/, "stray");
        mkdirSync(covered);
      },
    ),
    seen: /not as before:\nname new/,
    clean: () => {
      assert.throws(() => rmdirSync(covered));
    },
  },
  {
    name: "read-only where writable was asked for",
    driver: faulty((request) => ({ ...request, mounts: [{ ...request.mounts[0], type: "overlay", options: ["ro"] }] })),
    seen: /not rw|read-only/,
  },
];

async function seenBy(one: Case, driver: Driver): Promise<string> {
  try {
    await runCase(one, driver);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "nothing was seen";
}

if (inPrivateNamespace(import.meta.filename)) {
  test.before(warmUp);
  for (const { name: fault, driver, seen, clean } of faults) {
    test(fault, async () => {
      const message = await seenBy(overlayed, driver);
      clean?.();
      assert.match(message, seen);
    });
  }

  test("without a fault the same case passes", async () => {
    assert.is((await runCase(overlayed, library)).outcome, "mounted");
  });

  test("another rule than the one that was expected", async () => {
    const build = (place: Place) => overlayCase(place, []);
    assert.match(
      await seenBy({ ...overlayed, expect: [refused("layer.missing")], build }, library),
      /overlay\.no-lower/,
    );
  });

  test("a mount where a refusal was expected", async () => {
    assert.match(await seenBy({ ...overlayed, expect: [refused("layer.missing")] }, library), /^mounted by relative/);
  });
  test.run();
}
