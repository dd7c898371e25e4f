/** Mounts at one target that lie on each other: what is ours stays known, whatever is taken from above it. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { list, mount, unmount } from "../../host/index.ts";
import { Scene } from "../kernel/upper-scene.ts";
import { mount as attach, MS, umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";

const MS_MOVE = 8192;

if (inPrivateNamespace(import.meta.filename)) {
  const standings = async (scene: Scene, lower: readonly string[] = []) =>
    (await list({ state: scene.state, lower })).mounts.map(({ standing }) => standing);
  const ruleOf = (work: Promise<unknown>) =>
    work.then(
      () => "done",
      ({ rule }) => rule as string,
    );

  test("what is taken from above with `any` takes no record and no claim along", async () => {
    const scene = new Scene();
    const { state } = scene;
    const target = scene.at("made");
    await mount({ ...scene.request("u1", "w1", "made"), mkdir: true }, { state });
    attach("tmpfs", target, "tmpfs");
    assert.equal(await standings(scene), ["hidden"]);
    assert.is(await ruleOf(unmount(target, { state })), "unmount.stranger");
    const { unmounted, notes } = await unmount(target, { state, any: true });
    assert.equal([unmounted, notes], [1, []]);
    assert.equal(await standings(scene), ["ours"]);
    assert.is((await scene.refused("u1", "w2", "t2"))[0], "upper.in-use");
    assert.equal([(await unmount(target, { state })).unmounted, await standings(scene)], [1, []]);
    scene.end();
  });

  test("what was moved is not forgotten for what is taken where it was", async () => {
    const scene = new Scene();
    const { state } = scene;
    const [from, to] = [scene.at("t1"), scene.at("t2")];
    await scene.mount("u1", "w1", "t1");
    attach(from, to, "", MS_MOVE);
    attach("tmpfs", from, "tmpfs");
    assert.is((await unmount(from, { state, any: true })).unmounted, 1);
    assert.equal(await standings(scene), ["moved"]);
    // As where a filter keeps statmount(2) from us: nobody tells, and so it is not forgotten.
    const lower = ["statmount"];
    assert.equal(await standings(scene, lower), ["hidden"]);
    assert.is(await ruleOf(unmount(from, { state, lower })), "unmount.kernel");
    attach(to, from, "", MS_MOVE);
    assert.is((await unmount(from, { state })).unmounted, 1);
    scene.end();
  });

  test("of two of ours the one that is there is taken, and what has gone is forgotten", async () => {
    const scene = new Scene();
    const { state } = scene;
    const target = scene.at("t1");
    await scene.mount("u1", "w1", "t1");
    await scene.mount("u2", "w2", "t1");
    umount(target);
    assert.equal(await standings(scene), ["ours", "replaced"]);
    assert.is((await unmount(target, { state })).unmounted, 1);
    assert.equal([await standings(scene), scene.claims], [[], []]);
    scene.end();
  });

  test("where ids are used again, a mount of another device is not ours", async () => {
    const scene = new Scene();
    const { state } = scene;
    const lower = ["unique-mount-id", "statmount"];
    const target = scene.at("t1");
    attach("other", scene.at("t3"), "tmpfs");
    await mount({ mounts: [{ type: "tmpfs", source: "tmpfs" }], target }, { state, lower });
    umount(target);
    // The kernel gives the id to the next mount that is made; its root has the same inode, on a device beside it.
    attach(scene.at("t3"), target, "", MS.bind);
    assert.not.equal(await standings(scene, lower), ["ours"]);
    assert.is(await ruleOf(unmount(target, { state, lower })), "unmount.stranger");
    umount(target);
    await unmount(target, { state, lower });
    scene.end();
  });

  test.run();
}
