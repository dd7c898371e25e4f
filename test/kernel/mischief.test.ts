/**
 * Something changes between the survey and the mount, or between the mount and its proof:
 * the answer says so, and nothing of ours is left, wherever the target went meanwhile.
 */
import { mkdirSync, renameSync, rmdirSync, rmSync, symlinkSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError, type Proof, probe } from "../../host/index.ts";
import { WAYS, type Way } from "../cases/case.ts";
import { Place } from "../cases/place.ts";
import { overlayCase } from "../cases/requests.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { MS, mount, umount } from "../support/libc.ts";
import { onDisk } from "../support/names.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { skipped, testUnless } from "../support/skip.ts";
import { differences, lookAround } from "../support/table.ts";
import { inMemory } from "../support/temporary.ts";
import { library, warmUp } from "./library.ts";
import { type Pause, type Point, pausing } from "./pause.ts";

const LOST = 77;
const ATTEMPTS = 5;

interface Scene {
  readonly place: Place;
  readonly lowers: readonly string[];
}

interface Mischief {
  readonly name: string;
  /** When it happens. */
  readonly at: Point;
  readonly meanwhile: (scene: Scene) => void;
  /** Takes back what the mischief did to the mount table. */
  readonly after?: (scene: Scene) => void;
  /** Rules of which one must be the answer. */
  readonly rules: readonly string[];
  /** Ours cannot be taken down: it is named, and what is above it stays. */
  readonly left?: true;
  readonly layer?: number;
  /** How much is to be proved; as usual where nothing is said. */
  readonly proof?: Proof;
  /** How many layers; few where nothing is said. */
  readonly layers?: number;
}

/** The target is in a directory of its own, which may go elsewhere also while something is mounted in it. */
const PARENT = "nest";
const TARGET = `${PARENT}/target`;

/** The name goes elsewhere, and a symlink to another directory stands in its place. */
function replace({ place }: Scene, name: string): void {
  renameSync(place.at(name), place.at("moved"));
  mkdirSync(place.at("decoy/target"), { recursive: true });
  symlinkSync(place.at("decoy"), place.at(name));
}

const mischiefs: readonly Mischief[] = [
  {
    name: `layer ${LOST} of 128 is removed after the survey`,
    at: "perform",
    meanwhile: ({ lowers }) => rmSync(onDisk(lowers[LOST] ?? ""), { recursive: true }),
    rules: ["layer.missing"],
    layer: LOST,
    layers: 128,
  },
  {
    name: `layer ${LOST} of 128 is replaced by another directory after the survey, with proof identity`,
    at: "perform",
    meanwhile: ({ lowers }) => {
      const layer = lowers[LOST] ?? "";
      renameSync(onDisk(layer), onDisk(`${layer}-before`));
      mkdirSync(onDisk(layer));
    },
    rules: ["verify.layer-changed"],
    layer: LOST,
    layers: 128,
    proof: "identity",
  },
  {
    name: "the target is replaced by a symlink after the survey",
    at: "perform",
    meanwhile: (scene) => replace(scene, TARGET),
    rules: ["verify.replaced", "target.not-directory"],
  },
  {
    name: "the target's parent is replaced by a symlink after the survey",
    at: "perform",
    meanwhile: (scene) => replace(scene, PARENT),
    rules: ["verify.replaced", "verify.not-mounted"],
  },
  {
    name: "the target's parent is replaced by a symlink once it is mounted",
    at: "attached",
    meanwhile: (scene) => replace(scene, PARENT),
    rules: ["verify.replaced", "verify.not-mounted"],
  },
  {
    name: "the target is removed after the survey",
    at: "perform",
    meanwhile: ({ place }) => rmdirSync(place.at(TARGET)),
    rules: ["kernel.refused", "target.missing", "verify.replaced"],
  },
  {
    name: "somebody else mounts at the target after the survey",
    at: "perform",
    meanwhile: ({ place }) => mount("stranger", place.at(TARGET), "tmpfs"),
    after: ({ place }) => umount(place.at(TARGET)),
    rules: ["verify.covered", "verify.replaced"],
  },
  {
    name: "somebody else mounts at the target once it is mounted",
    at: "attached",
    meanwhile: ({ place }) => mount("stranger", place.at(TARGET), "tmpfs"),
    after: ({ place }) => {
      umount(place.at(TARGET));
      umount(place.at(TARGET));
    },
    rules: ["verify.covered", "verify.replaced"],
    left: true,
  },
  {
    name: "the upper's mount becomes read-only after the survey",
    at: "perform",
    meanwhile: ({ place }) => mount("", place.at("upper"), "", MS.remount | MS.bind | MS.ro),
    rules: ["kernel.refused", "verify.read-only"],
  },
];

/** True when it could be judged: the pause was long enough. */
async function suffer(mischief: Mischief, way: Way): Promise<boolean> {
  const place = new Place("mischief");
  try {
    place.attach("tmpfs", "scene", place.make("upper"));
    const { lowers } = place.stack(mischief.layers ?? 3);
    const { request } = overlayCase(place, lowers, place.top("upper"), way);
    const target = place.make(TARGET);
    const before = lookAround([]);
    let error: unknown;
    const pause: Pause = { reached: false, late: false };
    try {
      const mounted = await library.mount(
        { ...request, target, ...(mischief.proof && { proof: mischief.proof }) },
        {
          driver: (kernel) => pausing(kernel, mischief.at, pause, () => mischief.meanwhile({ place, lowers })),
        },
      );
      await mounted.unmount();
    } catch (thrown) {
      error = thrown;
    }
    if (pause.late) return false;
    assert.ok(pause.reached, "the program has no such phase");
    assert.ok(error instanceof LayermountError, `no refusal but ${error}`);
    const ours = mountTable().filter((line) => line.type === "overlay" && line.point.startsWith(place.directory));
    const texts = ours.map((line) => line.text).join("\n");
    assert.is(ours.length, mischief.left ? 1 : 0, `${error.kind} by ${error.rule}: ${texts}`);
    assert.is(error.kind, mischief.left ? "left" : "failed", error.message);
    assert.is(error.left.length, ours.length);
    assert.ok(mischief.rules.includes(error.rule), `${error.rule}: ${error.message}`);
    if (mischief.layer !== undefined) assert.is(error.layer, mischief.layer);
    mischief.after?.({ place, lowers });
    if (!mischief.name.includes("read-only")) assert.equal(differences(before, lookAround([])), []);
    return true;
  } finally {
    place.remove();
  }
}

if (inPrivateNamespace(import.meta.filename)) {
  inMemory();
  await warmUp();
  const { features } = (await probe()).capabilities;
  /** Older kernels take no layer by itself: kernels.md. */
  const lacks: Readonly<Record<Way, boolean>> = {
    relative: !features.ownCwd,
    prefix: !features.procFdLayers,
    strings: !features.optionKeys || !features.lowerdirPlus,
    descriptors: !features.lowerdirFd,
    mixed: !features.lowerdirFd,
  };
  for (const mischief of mischiefs) {
    for (const way of WAYS) {
      const missing = lacks[way] ? "this kernel has no such way" : undefined;
      testUnless(test, missing, `${mischief.name}, by ${way}`, async () => {
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) if (await suffer(mischief, way)) return;
        skipped(`${mischief.name}, by ${way}`, `the machine was too slow ${ATTEMPTS} times`);
      });
    }
  }
  test.run();
}
