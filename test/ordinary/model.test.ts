/**
 * The model against the kernel in a user namespace, without layermount: there the opaque mark is a user.overlay.*
 * attribute, which counts with userxattr only, and what root marked as trusted.overlay.* cannot be seen.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeStack, makeTop, ORDINARY_LAYERS } from "../model/layers.ts";
import { modelOf } from "../model/overlay.ts";
import { makeWhiteout, mount, setAttribute, umount } from "../support/libc.ts";
import { inOrdinaryNamespace } from "../support/ordinary-namespace.ts";
import { temporary } from "../support/temporary.ts";
import { readTree, treeDifferences } from "../support/tree.ts";

const SIZES = [2, 3, 10, 30];
const ROUNDS = 40;

/** How the tree of layers of this seed differs from the model's, mounted with this word or without. */
function differences(seed: number, word: string): string[] {
  const place = temporary("model");
  const choice = { directory: place.path, count: SIZES[seed % SIZES.length] ?? 2, seed, abilities: ORDINARY_LAYERS };
  const { lowers } = makeStack(choice);
  const top = seed % 2 === 0 ? makeTop(`${place.path}/top`, seed, ORDINARY_LAYERS) : undefined;
  const target = `${place.path}/target`;
  mkdirSync(target);
  const options = [`lowerdir=${lowers.join(":")}`];
  if (top !== undefined) options.push(`upperdir=${top.upper}`, `workdir=${top.work}`);
  mount("overlay", target, "overlay", 0, [...options, word].filter(Boolean).join(","));
  try {
    return treeDifferences(modelOf(top ? [top.upper, ...lowers] : lowers, "user"), readTree(target));
  } finally {
    umount(target);
    place.remove();
  }
}

if (inOrdinaryNamespace(import.meta.filename)) {
  test(`with userxattr the kernel shows what the model says, seeds 1 to ${ROUNDS}`, () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      assert.is(differences(seed, "userxattr").slice(0, 5).join("\n"), "", `seed ${seed}`);
    }
  });

  test("without userxattr it is found out: the marks count for nothing", () => {
    let found = 0;
    for (let seed = 1; seed <= ROUNDS; seed++) if (differences(seed, "").length > 0) found++;
    assert.ok(found > ROUNDS / 4, `${found} of ${ROUNDS}`);
  });

  test("nobody can set the mark that root sets", () => {
    const place = temporary("model");
    assert.throws(() => setAttribute(place.path, "trusted.overlay.opaque", "y"), /errno 1$/);
    place.remove();
  });

  test("a directory made where one was deleted: an error without userxattr, and none with it", () => {
    for (const [word, works] of [
      ["", false],
      [",userxattr", true],
    ] as const) {
      const place = temporary("model");
      for (const name of ["upper", "work", "lower/d", "target"])
        mkdirSync(`${place.path}/${name}`, { recursive: true });
      writeFileSync(`${place.path}/lower/d/old`, "");
      makeWhiteout(`${place.path}/upper/d`);
      const options = `lowerdir=${place.path}/lower,upperdir=${place.path}/upper,workdir=${place.path}/work${word}`;
      mount("overlay", `${place.path}/target`, "overlay", 0, options);
      try {
        if (works) mkdirSync(`${place.path}/target/d`);
        else assert.throws(() => mkdirSync(`${place.path}/target/d`), /EIO/);
      } finally {
        umount(`${place.path}/target`);
        place.remove();
      }
    }
  });

  test.run();
}
