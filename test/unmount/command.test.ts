/** `layermount holders` and `layermount unmount`, by their words, their JSON and their exit codes. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { unmount } from "../../host/index.ts";
import { layermount } from "../cli/support.ts";
import { mount as mountNow, umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { mountedBeneath } from "../support/temporary.ts";
import { Holding } from "./scenes/holding.ts";

const MS_MOVE = 8192;

if (inPrivateNamespace(import.meta.filename)) {
  const scene = new Holding();
  const { target, state } = scene;
  const unmounting = ["unmount", "--state", state.state, "--patience", "0"];

  test("holders: a row for each use, or one document; 3 where nothing is mounted", () =>
    scene.mounted(async () => {
      const nobody = layermount(["holders", target]);
      assert.is(nobody.code, 0);
      assert.match(nobody.out, /^nobody, as far as the kernel shows it/);
      const pid = await scene.started(`cd ${target}; echo; exec sleep 60`);
      const shown = layermount(["holders", target]);
      assert.equal([shown.code, shown.out.split("\n")[0]], [0, `process ${pid} (sleep)  working directory ${target}`]);
      const json = JSON.parse(layermount(["holders", "--json", target]).out);
      assert.equal(json.holders, [{ by: "cwd", pid, command: "sleep", path: target }]);
      const none = layermount(["holders", "--json", scene.at("layer")]);
      assert.equal([none.code, JSON.parse(none.out).rule], [3, "unmount.nothing"]);
    }));

  test("a busy mount: its holders in words and in JSON, with exit code 5", () =>
    scene.mounted(async () => {
      const pid = await scene.started(`cd ${target}; echo; exec sleep 60`);
      const json = layermount([...unmounting, "--json", target]);
      assert.is(json.code, 5);
      assert.equal(JSON.parse(json.out).holders, [{ by: "cwd", pid, command: "sleep", path: target }]);
      const words = layermount([...unmounting, target]);
      assert.is(words.code, 5);
      assert.match(words.err, new RegExp(`held +process ${pid} \\(sleep\\), cwd: ${target}`));
    }));

  test("--lazy: detached, and what that means is said beside", () =>
    scene.mounted(async () => {
      await scene.started(`cd ${target}; echo; exec sleep 60`);
      const lazy = layermount([...unmounting, "--lazy", target]);
      assert.is(lazy.code, 0, lazy.err);
      assert.match(lazy.out, /^unmounted .*: 1 mount\n$/);
      assert.match(lazy.err, /^note: .* was detached: what still uses it keeps it alive/);
      assert.equal(mountedBeneath(target), []);
    }));

  test("--lazy takes along nothing of somebody else", () =>
    scene.mounted(async () => {
      mountNow("theirs", `${target}/sub`, "tmpfs");
      const refused = layermount([...unmounting, "--lazy", "--json", target]);
      assert.equal([refused.code, JSON.parse(refused.out).rule], [3, "unmount.lazy-beneath"]);
      assert.equal(mountedBeneath(target), [target, `${target}/sub`]);
      umount(`${target}/sub`);
      assert.is((await unmount(target, { ...state, lazy: true })).notes[0]?.rule, "unmount.lazy");
    }));

  test("moved: list and unmount say so, and where it is", () =>
    scene.mounted(async () => {
      mountNow(target, scene.at("shared"), "", MS_MOVE);
      const listed = JSON.parse(layermount(["list", "--json", "--state", state.state]).out);
      assert.is(listed.mounts.at(-1)?.standing, "moved");
      const left = layermount([...unmounting, "--json", target]);
      assert.is(left.code, 5);
      const { rule, left: places } = JSON.parse(left.out);
      assert.equal([rule, places], ["unmount.moved", [scene.at("shared")]]);
      mountNow(scene.at("shared"), target, "", MS_MOVE);
      assert.is(layermount([...unmounting, target]).code, 0);
    }));

  test("the directory is removed", () => scene.remove());
  test.run();
}
