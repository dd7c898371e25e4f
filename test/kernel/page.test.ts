/**
 * The option page to its last byte, on the real kernel: 4,095 bytes of options are sent and
 * every layer is seen; one byte more is never sent, because the kernel would cut it silently
 * and mount another layer (kernel.md §1).
 */
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError, type MountRequest, type Plan, plan, probe } from "../../host/index.ts";
import { mounted, OVER_PAGE, refused, type Way } from "../cases/case.ts";
import type { Place } from "../cases/place.ts";
import { overlay, overlayCase, request } from "../cases/requests.ts";
import { runCase } from "../cases/run.ts";
import { bytes, onDisk } from "../support/names.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { inMemory } from "../support/temporary.ts";
import { library, warmUp } from "./library.ts";

const LAYERS = 100;
const PAGE_WAYS: readonly Way[] = ["relative", "prefix"];

/** Length of the options that a plan gives to mount(2). */
function sent({ effects }: Plan): number {
  const call = effects.find(({ op }) => op === "mount");
  const data = call?.arguments[4];
  if (data?.tag !== "text") throw new Error("the plan has no mount(2) with options");
  return data.value.length;
}

/** Layers whose names have `extra` bytes altogether beyond the shortest that they could have. */
function layersWith(place: Place, extra: number): string[] {
  const each = Math.floor(extra / LAYERS);
  const longer = extra % LAYERS;
  return place.stack(LAYERS, (index) => {
    const name = String(index + 1).padStart(3, "0");
    return `p/${name}${"n".repeat(each + (index < longer ? 1 : 0))}`;
  }).lowers as string[];
}

/** The most bytes of names that a way takes: found by planning alone, on paths that need not exist. */
async function most(way: Way): Promise<{ extra: number; length: number }> {
  const ask = async (extra: number): Promise<number | undefined> => {
    const each = Math.floor(extra / LAYERS);
    const longer = extra % LAYERS;
    const lowers = Array.from({ length: LAYERS }, (_, index) => {
      return `/tmp/p/${String(index + 1).padStart(3, "0")}${"n".repeat(each + (index < longer ? 1 : 0))}`;
    });
    const asked: MountRequest = { mounts: [overlay(lowers)], target: "/tmp/t", way };
    try {
      return sent(await plan(asked));
    } catch (error) {
      if (error instanceof LayermountError && error.rule === "way.unavailable") return undefined;
      throw error;
    }
  };
  let fits = 0;
  let over = 8192;
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    if ((await ask(middle)) === undefined) over = middle;
    else fits = middle;
  }
  return { extra: fits, length: (await ask(fits)) ?? 0 };
}

if (inPrivateNamespace(import.meta.filename)) {
  inMemory();
  await warmUp();
  const { pageSize, features } = (await probe()).capabilities;
  const budget = pageSize - 1;
  for (const way of PAGE_WAYS) {
    test(`${way}: ${budget} bytes are used, and mounted`, async () => {
      const { extra, length } = await most(way);
      assert.is(length, budget);
      const exact = { name: way, expect: [mounted(way)] as const };
      await runCase(
        { ...exact, build: (place) => overlayCase(place, layersWith(place, extra), undefined, way) },
        library,
      );
    });

    test(`${way}: one byte more is refused, and goes another way by itself`, async () => {
      const { extra } = await most(way);
      const build = (place: Place, only?: Way) => {
        const lowers = layersWith(place, extra + 1);
        // The layer that would be mounted if the kernel cut the last byte.
        mkdirSync(onDisk((lowers.at(-1) ?? "").slice(0, -1)), { recursive: true });
        return overlayCase(place, lowers, undefined, only);
      };
      await runCase({ name: way, expect: [OVER_PAGE], build: (place) => build(place, way) }, library);
      // Where options cannot be set one by one, no other way has more room than the shortest names.
      const isLast = !features.optionKeys && way === "relative";
      const expect = [isLast ? refused("way.none") : mounted()] as const;
      const result = await runCase({ name: way, expect, build: (place) => build(place) }, library);
      assert.is.not(result.way, way);
    });
  }

  test("a target's and a source's length are no part of the page", async () => {
    const long = "t".repeat(200);
    const build = (place: Place) => {
      const { lowers } = place.stack(3);
      const target = place.make(`${long}/${long}/${long}`);
      const built = overlayCase(place, lowers);
      return { ...built, request: { ...request(place, [overlay(lowers)]), target: bytes(target) } };
    };
    await runCase({ name: "long target", expect: [mounted("relative")], build }, library);
  });
  test.run();
}
