/**
 * The model against the kernel, without layermount: random layers are mounted by
 * mount(2) as they are, and the kernel must show what the model says. Only then is
 * the model worth anything as the measure of the library.
 */
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeStack, makeTop } from "../model/layers.ts";
import { modelOf } from "../model/overlay.ts";
import { prove } from "../proof/independent.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { mount, setAttribute, umount } from "../support/libc.ts";
import { onDisk } from "../support/names.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { type Temporary, temporary } from "../support/temporary.ts";
import { readTree, treeDifferences } from "../support/tree.ts";

const SIZES = [2, 3, 10, 30];
const ROUNDS = 40;

interface Scene {
  readonly place: Temporary;
  readonly layers: readonly string[];
  readonly upper?: string;
  readonly target: string;
}

/** Layers of this seed, mounted at `target`; every other seed has an upperdir, half of these with changes in it. */
function mounted(seed: number): Scene {
  const place = temporary("model");
  const { lowers } = makeStack({ directory: place.path, count: SIZES[seed % SIZES.length] ?? 2, seed });
  const top = seed % 2 === 0 ? makeTop(`${place.path}/top`, seed % 4 === 0 ? seed : undefined) : undefined;
  const target = `${place.path}/target`;
  mkdirSync(onDisk(target));
  const options = [`lowerdir=${lowers.join(":")}`];
  if (top !== undefined) options.push(`upperdir=${top.upper}`, `workdir=${top.work}`);
  mount("overlay", target, "overlay", 0, options.join(","));
  if (top === undefined) return { place, layers: lowers, target };
  return { place, layers: [top.upper, ...lowers], upper: top.upper, target };
}

function leave(scene: Scene): void {
  umount(scene.target);
  scene.place.remove();
}

if (inPrivateNamespace(import.meta.filename)) {
  test(`the kernel shows what the model says, seeds 1 to ${ROUNDS}`, () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const scene = mounted(seed);
      const wrong = treeDifferences(modelOf(scene.layers), readTree(scene.target));
      assert.is(wrong.slice(0, 5).join("\n"), "", `seed ${seed}`);
      leave(scene);
    }
  });

  test("an opaque mark on a layer's root hides nothing", () => {
    const place = temporary("model");
    const { lowers } = makeStack({ directory: place.path, count: 3 });
    setAttribute(lowers[1] ?? "", "trusted.overlay.opaque", "y");
    mkdirSync(`${place.path}/target`);
    mount("overlay", `${place.path}/target`, "overlay", 0, `lowerdir=${lowers.join(":")}`);
    const wrong = treeDifferences(modelOf(lowers), readTree(`${place.path}/target`));
    leave({ place, layers: lowers, target: `${place.path}/target` });
    assert.equal(wrong, []);
  });

  test("a model that does not know the opaque mark is found out", () => {
    let found = 0;
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const scene = mounted(seed);
      if (treeDifferences(modelOf(scene.layers, "user"), readTree(scene.target)).length > 0) found++;
      leave(scene);
    }
    assert.ok(found > ROUNDS / 4, `${found} of ${ROUNDS}`);
  });

  test("the independent proof sees layers in another order, and one that is missing", () => {
    const place = temporary("proof");
    const { lowers } = makeStack({ directory: place.path, count: 5 });
    const target = `${place.path}/target`;
    mkdirSync(target);
    for (const shown of [lowers.toReversed(), lowers.slice(1)]) {
      const before = mountTable();
      mount("overlay", target, "overlay", 0, `lowerdir=${shown.join(":")}`);
      const claim = { target, layers: lowers, model: modelOf(lowers), before };
      try {
        assert.throws(() => prove(claim));
      } finally {
        umount(target);
      }
    }
    place.remove();
  });

  test("the independent proof accepts what is right, and names the line, the files and the write", () => {
    const before = mountTable();
    const scene = mounted(2);
    const claim = { target: scene.target, layers: scene.layers, model: modelOf(scene.layers), before };
    const evidence = prove(scene.upper === undefined ? claim : { ...claim, upper: scene.upper });
    leave(scene);
    assert.is(evidence.line.point, scene.target);
    assert.ok(evidence.files.length >= 5);
    assert.ok(evidence.written !== undefined);
  });

  test.run();
}
