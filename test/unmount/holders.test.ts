/** Who is in the way, on the real kernel: each kind of holder by a real process. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, copyFileSync, mkdirSync, openSync, realpathSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Holder, holders, LeftError, mount, unmount } from "../../host/index.ts";
import { layermount } from "../cli/support.ts";
import { MS, mount as mountNow, umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { hasProgram } from "../support/program.ts";
import { testUnless } from "../support/skip.ts";
import { mountedBeneath, temporary } from "../support/temporary.ts";

const MNT_DETACH = 2;

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("holders");
  const at = (name: string) => `${place.path}/${name}`;
  for (const name of ["layer/sub", "target", "shared"]) mkdirSync(at(name), { recursive: true });
  writeFileSync(at("layer/file"), "something to map\n");
  copyFileSync(realpathSync("/bin/sleep"), at("layer/sleep"));
  const state = { state: at("state") };
  const target = at("target");
  const request = { mounts: [{ type: "bind", source: at("layer"), options: ["bind"] }], target };
  const children: ChildProcess[] = [];

  /** A process that has said that it is ready. */
  async function started(script: string, program: readonly string[] = ["sh", "-c"]): Promise<number> {
    const [name = "", ...args] = program;
    const child = spawn(name, [...args, script], { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
    return child.pid ?? 0;
  }

  async function ended(): Promise<void> {
    for (const child of children.splice(0)) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await gone;
    }
  }

  /** While it is mounted; at the end nothing is. */
  async function while_(work: () => Promise<void>): Promise<void> {
    await mount(request, state);
    try {
      await work();
    } finally {
      await ended();
      for (let top = mountedBeneath(target).at(-1); top; top = mountedBeneath(target).at(-1)) umount(top, MNT_DETACH);
    }
  }

  async function left(work: Promise<unknown>): Promise<LeftError> {
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    if (!(error instanceof LeftError)) throw new Error(`${error}`);
    return error;
  }

  const text = (path: Uint8Array) => Buffer.from(path).toString();
  const told = (all: readonly Holder[]) => all.map(({ by, pid, path, fd }) => ({ by, pid, path: text(path), fd }));

  const kinds: readonly (readonly [name: string, script: string, by: Holder["by"], path: string])[] = [
    ["a working directory", `cd ${target}/sub; echo; exec sleep 60`, "cwd", `${target}/sub`],
    ["an open file", `exec 7<${target}/file; echo; exec sleep 60`, "file", `${target}/file`],
    ["an open directory", `exec 7<${target}/sub; echo; exec sleep 60`, "file", `${target}/sub`],
    ["the program that is run", `echo; exec ${target}/sleep 60`, "mapping", `${target}/sleep`],
  ];
  for (const [name, script, by, path] of kinds) {
    test(`${name}: the process is named, alone`, () =>
      while_(async () => {
        const pid = await started(script);
        // `exec` follows the sign of being ready.
        await new Promise((resolve) => setTimeout(resolve, 50));
        const found = await holders(target);
        assert.equal(told(found.holders), [{ by, pid, path, fd: by === "file" ? 7 : undefined }]);
        assert.is(found.holders[0]?.command, "sleep");
        const error = await left(unmount(target, { ...state, patience: 20 }));
        assert.is(error.rule, "unmount.busy");
        assert.equal(told(error.holders ?? []), told(found.holders));
        assert.match(
          error.message,
          new RegExp(`still busy after \\d+ more attempts; held by process ${pid} \\(sleep\\)`),
        );
        await ended();
        assert.is((await unmount(target, state)).unmounted, 1);
      }));
  }

  const needsPerl = hasProgram("perl") ? undefined : "needs perl";
  testUnless(test, needsPerl, "a root directory", () =>
    while_(async () => {
      // A root without a program in it: Perl, and so this process, goes on with what it has.
      const script = `chroot("${target}") or die; $| = 1; print "\\n"; sleep 60`;
      const pid = await started(script, ["perl", "-e"]);
      const { holders: found } = await holders(target);
      assert.equal(
        found.map(({ by, pid }) => [by, pid]),
        [["root", pid]],
      );
    }),
  );

  const needsPython = hasProgram("python3") ? undefined : "needs python3";
  testUnless(test, needsPython, "a mapping of a file that is closed", () =>
    while_(async () => {
      const script = `import mmap,os,time
f=os.open("${target}/file",os.O_RDONLY); m=mmap.mmap(f,0,prot=mmap.PROT_READ); os.close(f)
for n in os.listdir("/proc/self/fd"):
  try:
    if os.readlink("/proc/self/fd/"+n).startswith("${target}"): os.close(int(n))
  except OSError: pass
print(flush=True); time.sleep(60)`;
      const pid = await started(script, ["python3", "-c"]);
      const { holders: found } = await holders(target);
      assert.ok(found.some((holder) => holder.by === "mapping" && text(holder.path) === `${target}/file`));
      assert.ok(found.every((holder) => holder.pid === pid));
    }),
  );

  test("a mount in it, which no process need hold", () =>
    while_(async () => {
      mountNow("theirs", `${target}/sub`, "tmpfs");
      const { holders: found } = await holders(target);
      assert.equal(told(found), [{ by: "mount", pid: 0, path: `${target}/sub`, fd: undefined }]);
      const error = await left(unmount(target, { ...state, patience: 0 }));
      assert.match(error.message, /held by a mount: mounted in it: .*\/target\/sub$/);
    }));

  test("nobody: neither this process, nor who uses the layer beneath, nor a file of the same name elsewhere", () =>
    while_(async () => {
      await started(`cd ${at("layer")}; exec 7<${at("layer/file")}; echo; exec sleep 60`);
      assert.equal((await holders(target)).holders, []);
      assert.is((await unmount(target, state)).unmounted, 1);
    }));

  test("in another mount namespace: a copy that would go with it is in the way, a private one is not", async () => {
    mountNow("shared", at("shared"), "tmpfs");
    mountNow("none", at("shared"), "", MS.shared);
    mkdirSync(at("shared/target"));
    try {
      const waiting = (propagation: string) => {
        const inside = `until [ -e ${at("shared/target")}/file ]; do sleep 0.02; done; cd ${at("shared/target")}; echo; exec sleep 60`;
        return started(inside, ["unshare", "--mount", "--propagation", propagation, "sh", "-c"]);
      };
      const slave = waiting("slave");
      await new Promise((resolve) => setTimeout(resolve, 200));
      await mount({ ...request, target: at("shared/target") }, state);
      const [child] = children;
      const pid = await slave;
      assert.is(pid, child?.pid);
      const [found, ...others] = (await holders(at("shared/target"))).holders;
      assert.equal([found?.by, found?.pid, others.length], ["cwd", pid, 0]);
      assert.is(typeof found?.namespace, "bigint");
      const error = await left(unmount(at("shared/target"), { ...state, patience: 0 }));
      assert.match(error.message, /in another mount namespace: working directory/);
      await ended();
      // A copy of its own keeps nobody from unmounting here.
      await waiting("private");
      assert.equal((await holders(at("shared/target"))).holders, []);
      assert.is((await unmount(at("shared/target"), state)).unmounted, 1);
    } finally {
      await ended();
      umount(at("shared"), MNT_DETACH);
    }
  });

  test("a directory that was made stays while something is mounted on it in another namespace", async () => {
    const made = at("made");
    await mount({ ...request, target: made, mkdir: true }, state);
    await started("echo; exec sleep 60", ["unshare", "--mount", "--propagation", "private", "sh", "-c"]);
    const { unmounted, removedTarget, notes } = await unmount(made, state);
    assert.equal([unmounted, removedTarget], [1, false]);
    assert.equal(
      notes.map(({ rule, left }) => [rule, left]),
      [["unmount.directory-elsewhere", made]],
    );
    assert.match(notes[0]?.message ?? "", /in 1 other mount namespaces/);
    await ended();
  });

  testUnless(test, needsPython, "a descriptor on its way between processes: unknown, in words", () =>
    while_(async () => {
      const script = `import socket,os,time
a,b=socket.socketpair(); f=os.open("${target}/file",os.O_RDONLY)
socket.send_fds(a,[b"x"],[f]); os.close(f); print(flush=True); time.sleep(60)`;
      await started(script, ["python3", "-c"]);
      assert.equal((await holders(target)).holders, []);
      const error = await left(unmount(target, { ...state, patience: 0 }));
      assert.match(error.message, /what holds it is unknown: a descriptor on its way between processes, or the kernel/);
      assert.equal(error.holders, []);
    }),
  );

  test("the command line: rows, JSON, exit codes", () =>
    while_(async () => {
      const pid = await started(`cd ${target}; echo; exec sleep 60`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const shown = layermount(["holders", target]);
      assert.equal([shown.code, shown.out.split("\n")[0]], [0, `process ${pid} (sleep)  working directory ${target}`]);
      const json = JSON.parse(layermount(["holders", "--json", target]).out);
      assert.equal(json.holders, [{ by: "cwd", pid, command: "sleep", path: target }]);
      const busy = layermount(["unmount", "--state", at("state"), "--patience", "0", "--json", target]);
      assert.is(busy.code, 5);
      assert.equal(JSON.parse(busy.out).holders, json.holders);
      const words = layermount(["unmount", "--state", at("state"), "--patience", "0", target]);
      assert.match(words.err, new RegExp(`held +process ${pid} \\(sleep\\), cwd: ${target}`));
      const lazy = layermount(["unmount", "--state", at("state"), "--lazy", target]);
      assert.is(lazy.code, 0, lazy.err);
      assert.match(lazy.err, /^note: .* was detached: what still uses it keeps it alive/);
      const none = layermount(["holders", "--json", target]);
      assert.equal([none.code, JSON.parse(none.out).rule], [3, "unmount.nothing"]);
    }));

  test("detaching takes along nothing of somebody else", () =>
    while_(async () => {
      mountNow("theirs", `${target}/sub`, "tmpfs");
      const error = await unmount(target, { ...state, lazy: true }).catch((thrown) => thrown);
      assert.equal([error.rule, error.kind], ["unmount.lazy-beneath", "refused"]);
      assert.equal(mountedBeneath(target), [target, `${target}/sub`]);
      umount(`${target}/sub`);
      const fd = openSync(`${target}/file`, "r");
      assert.equal((await unmount(target, { ...state, lazy: true })).notes[0]?.rule, "unmount.lazy");
      closeSync(fd);
    }));

  test("the directory is removed", () => place.remove());
  test.run();
}
