/** Other mount namespaces: who uses a copy there, and what is mounted there on a directory that is to go. */
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { holders, mount, unmount } from "../../host/index.ts";
import { MS, mount as mountNow } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { Holding, left } from "./scenes/holding.ts";

const inside = (propagation: string) => ["unshare", "--mount", "--propagation", propagation, "sh", "-c"];

if (inPrivateNamespace(import.meta.filename)) {
  const scene = new Holding();
  const { request, state } = scene;
  const target = scene.at("shared/target");

  test("a copy that would go with it is in the way, a private one is not", async () => {
    mountNow("shared", scene.at("shared"), "tmpfs");
    mountNow("none", scene.at("shared"), "", MS.shared);
    mkdirSync(target);
    try {
      const script = `until [ -e ${target}/file ]; do sleep 0.02; done; cd ${target}; echo; exec sleep 60`;
      const waiting = scene.started(script, inside("slave"));
      // Its namespace is there before the mount, which it gets.
      await new Promise((resolve) => setTimeout(resolve, 300));
      await mount({ ...request, target }, state);
      const pid = await waiting;
      const [found, ...others] = (await holders(target)).holders;
      assert.equal([found?.by, found?.pid, others.length], ["cwd", pid, 0]);
      assert.is(typeof found?.namespace, "bigint");
      const error = await left(unmount(target, { ...state, patience: 0 }));
      assert.match(error.message, /in another mount namespace: working directory/);
      await scene.ended();
      await scene.started(script, inside("private"));
      assert.equal((await holders(target)).holders, []);
      assert.is((await unmount(target, state)).unmounted, 1);
    } finally {
      await scene.clear(scene.at("shared"));
    }
  });

  for (const [name, gone] of [
    ["while it is mounted here", false],
    ["although somebody has unmounted it here", true],
  ] as const) {
    test(`a directory that was made stays where something is mounted on it in another namespace, ${name}`, async () => {
      const made = scene.at(`made-${gone}`);
      await mount({ ...request, target: made, mkdir: true }, state);
      await scene.started("echo; exec sleep 60", inside("private"));
      if (gone) scene.clearHere(made);
      const { unmounted, removedTarget, notes } = await unmount(made, state);
      assert.equal([unmounted, removedTarget], [gone ? 0 : 1, false]);
      assert.equal(
        notes.map(({ rule, left }) => [rule, left]),
        [["unmount.directory-elsewhere", made]],
      );
      assert.match(notes[0]?.message ?? "", /in 1 other mount namespaces/);
      await scene.ended();
    });
  }

  test("it goes where nobody has it", async () => {
    const made = scene.at("made");
    await mount({ ...request, target: made, mkdir: true }, state);
    assert.ok((await unmount(made, state)).removedTarget);
  });

  test("the directory is removed", () => scene.remove());
  test.run();
}
