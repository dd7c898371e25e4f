/** EROFS images in files: many as layers of one overlay, and one that the kernel does not take from where it lies. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FailedError, list, mount, unmount } from "../../host/index.ts";
import { missingErofsFile, mkfs } from "../cases/erofs.ts";
import { Place } from "../cases/place.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";

/** More than the 256 mounts that one activation of containerd's mount manager has room for. */
const IMAGES = 300;

if (inPrivateNamespace(import.meta.filename)) {
  const missing = missingErofsFile();
  const place = new Place("images");
  const state = place.at("state");

  function image(name: string): string {
    const content = place.make(`${name}/content`);
    writeFileSync(`${content}/${name}`, name);
    return mkfs(place.at(`${name}/layer.erofs`), content);
  }

  const mountImage = (source: string, target: string) =>
    mount({ mounts: [{ type: "erofs", source, options: ["ro"] }], target, mkdir: true }, { state });

  testUnless(test, missing, `${IMAGES} EROFS images are the layers of one overlay`, async () => {
    const names = Array.from({ length: IMAGES }, (_, i) => `layer-${String(i).padStart(3, "0")}`);
    const lowers = names.map((name) => place.at(`${name}/fs`));
    for (const name of names) await mountImage(image(name), place.at(`${name}/fs`));
    const request = { mounts: [{ type: "overlay", lowers, ...place.top() }], target: place.target };
    const { layers } = await mount(request, { state });
    assert.is(layers, IMAGES);
    assert.equal(readdirSync(place.target).sort(), names);
    assert.is((await list({ state })).mounts.length, IMAGES + 1);
    for (const target of [place.target, ...lowers]) await unmount(target, { state });
    assert.is(lowers.some(existsSync), false, "directories that were made go with their mounts");
  });

  testUnless(test, missing, "what the kernel says of one image is not held against the next one", async () => {
    const good = image("good");
    // A file of a tmpfs cannot back a mount: the kernel answers ENOTBLK, as it does where it wants a loop device.
    const memory = place.attach("tmpfs", "memory", place.make("memory"));
    cpSync(good, `${memory}/layer.erofs`);
    const target = place.at("mounted");
    mkdirSync(target);
    for (let round = 0; round < 2; round++) {
      const error = await mountImage(`${memory}/layer.erofs`, target).catch((error: unknown) => error);
      assert.instance(error, FailedError);
      assert.equal([(error as FailedError).rule, (error as FailedError).errno], ["kernel.refused", 15]);
      await using _mounted = await mountImage(good, target);
      assert.equal(readdirSync(target), ["good"]);
      assert.equal(readdirSync("/sys/block").filter(holdsImage), [], "no loop device was taken");
    }
  });

  /** Whether a loop device has an image of ours behind it. */
  function holdsImage(device: string): boolean {
    const backing = `/sys/block/${device}/loop/backing_file`;
    return existsSync(backing) && readFileSync(backing, "utf8").startsWith(place.directory);
  }

  test("the directory is removed", () => assert.equal(place.remove(), []));
  test.run();
}
