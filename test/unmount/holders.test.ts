/** Who is in the way, on the real kernel: each kind of holder by a real process. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Holder, holders, unmount } from "../../host/index.ts";
import { mount as mountNow } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { hasProgram } from "../support/program.ts";
import { testUnless } from "../support/skip.ts";
import { Holding, left, told } from "./scenes/holding.ts";

if (inPrivateNamespace(import.meta.filename)) {
  const scene = new Holding();
  const { target, state } = scene;
  const needsPerl = hasProgram("perl") ? undefined : "needs perl";
  const needsPython = hasProgram("python3") ? undefined : "needs python3";

  const kinds: readonly (readonly [name: string, script: string, by: Holder["by"], path: string])[] = [
    ["a working directory", `cd ${target}/sub; echo; exec sleep 60`, "cwd", `${target}/sub`],
    ["an open file", `exec 7<${target}/file; echo; exec sleep 60`, "file", `${target}/file`],
    ["an open directory", `exec 7<${target}/sub; echo; exec sleep 60`, "file", `${target}/sub`],
    ["the program that is run", `echo; exec ${target}/sleep 60`, "mapping", `${target}/sleep`],
  ];
  for (const [name, script, by, path] of kinds) {
    test(`${name}: the process is named, alone`, () =>
      scene.mounted(async () => {
        const pid = await scene.started(script);
        const found = await holders(target);
        assert.equal(told(found.holders), [{ by, pid, path, fd: by === "file" ? 7 : undefined }]);
        assert.is(found.holders[0]?.command, "sleep");
        const error = await left(unmount(target, { ...state, patience: 20 }));
        assert.is(error.rule, "unmount.busy");
        assert.equal(told(error.holders ?? []), told(found.holders));
        assert.match(error.message, new RegExp(`busy after \\d+ more attempts; held by process ${pid} \\(sleep\\)`));
        await scene.ended();
        assert.is((await unmount(target, state)).unmounted, 1);
      }));
  }

  testUnless(test, needsPerl, "a root directory", () =>
    scene.mounted(async () => {
      // A root without a program in it: Perl goes on with what it has.
      const script = `chroot("${target}") or die; $| = 1; print "\\n"; sleep 60`;
      const pid = await scene.started(script, ["perl", "-e"]);
      const { holders: found } = await holders(target);
      assert.equal(
        found.map(({ by, pid }) => [by, pid]),
        [["root", pid]],
      );
    }),
  );

  testUnless(test, needsPython, "a mapping of a file that is closed", () =>
    scene.mounted(async () => {
      const script = `import mmap,os,time
f=os.open("${target}/file",os.O_RDONLY); m=mmap.mmap(f,0,prot=mmap.PROT_READ); os.close(f)
for n in os.listdir("/proc/self/fd"):
  try:
    if os.readlink("/proc/self/fd/"+n).startswith("${target}"): os.close(int(n))
  except OSError: pass
print(flush=True); time.sleep(60)`;
      const pid = await scene.started(script, ["python3", "-c"]);
      const { holders: found } = await holders(target);
      assert.equal(told(found), [{ by: "mapping", pid, path: `${target}/file`, fd: undefined }]);
    }),
  );

  test("a mount in it, which no process need hold", () =>
    scene.mounted(async () => {
      mountNow("theirs", `${target}/sub`, "tmpfs");
      const { holders: found } = await holders(target);
      assert.equal(told(found), [{ by: "mount", pid: 0, path: `${target}/sub`, fd: undefined }]);
      const error = await left(unmount(target, { ...state, patience: 0 }));
      assert.match(error.message, /held by a mount: mounted in it: .*\/target\/sub$/);
    }));

  test("nobody: neither who uses the layer beneath, nor a file of the same name elsewhere", () =>
    scene.mounted(async () => {
      await scene.started(`cd ${scene.at("layer")}; exec 7<${scene.at("layer/file")}; echo; exec sleep 60`);
      assert.equal((await holders(target)).holders, []);
      assert.is((await unmount(target, state)).unmounted, 1);
    }));

  testUnless(test, needsPython, "a descriptor on its way between processes: unknown, in words", () =>
    scene.mounted(async () => {
      const script = `import socket,os,time
a,b=socket.socketpair(); f=os.open("${target}/file",os.O_RDONLY)
socket.send_fds(a,[b"x"],[f]); os.close(f); print(flush=True); time.sleep(60)`;
      await scene.started(script, ["python3", "-c"]);
      assert.equal((await holders(target)).holders, []);
      const error = await left(unmount(target, { ...state, patience: 0 }));
      assert.match(
        error.message,
        /what holds it is unknown: a bound socket, a descriptor on its way between processes/,
      );
      assert.equal(error.holders, []);
    }),
  );

  test("a list of which two are busy: the holders of both", async () => {
    const bind = { type: "bind", source: scene.at("layer"), options: ["bind"] };
    const { mount } = await import("../../host/index.ts");
    await mount({ mounts: [bind, { type: "tmpfs", target: "sub" }], target }, state);
    try {
      const inRoot = await scene.started(`cd ${target}; echo; exec sleep 60`);
      const inSub = await scene.started(`cd ${target}/sub; echo; exec sleep 60`);
      const error = await left(unmount(target, { ...state, patience: 0 }));
      assert.equal(
        [error.rule, error.left, error.also.map(({ rule }) => rule)],
        ["unmount.busy", [`${target}/sub`, target], ["unmount.beneath"]],
      );
      assert.equal(
        error.holders?.map(({ pid }) => pid),
        [inSub],
      );
      assert.equal(
        (await holders(target)).holders.map(({ pid }) => pid),
        [inRoot, 0],
      );
    } finally {
      await scene.clear(target);
    }
  });

  test("the directory is removed", () => scene.remove());
  test.run();
}
