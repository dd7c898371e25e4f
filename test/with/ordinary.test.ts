/** What an ordinary user mounts for a command, what is refused by rule, and what is warned of. */
import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { JsonFailure, JsonWith } from "../../host/cli/json.ts";
import { makeWhiteout, setAttribute } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { leftBy, people } from "./people.ts";

const last = <T>(text: string) => JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as T;

/** A mount list for standard input. */
const list = (...mounts: object[]) => JSON.stringify(mounts);
const root = (source: string, ...options: string[]) => ({ type: "bind", source, options });

const REFUSED: readonly (readonly [what: string, mounts: string, rule: string])[] = [
  ["a file system of a device", list({ type: "ext4", source: "/dev/null" }), "ordinary.filesystem"],
  ["EROFS", list({ type: "erofs", source: "/image" }), "ordinary.filesystem"],
  ["proc without a pid namespace", list({ type: "proc", source: "proc" }), "ordinary.proc"],
  ["a bind that would show what is hidden", list(root("/", "bind")), "ordinary.bind-tree"],
  ["a word that asks for trusted marks", "redirect_dir=on", "ordinary.word"],
];

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
if (isReady) {
  const [, somebody] = people("ordinary");
  if (somebody === undefined) throw new Error("there are two people");
  const { missing, path, runtime, checkout } = somebody;
  const check = (what: string, run: () => void) =>
    testUnless(test, missing, what, () => {
      run();
      assert.equal(leftBy(somebody), []);
    });
  const shell = (script: string, options: readonly string[] = []) => somebody.with(["sh", "-c", script], options);
  const listed = (mounts: string, script: string, options: readonly string[] = []) => {
    const words = ["with", "--mounts", `${path}/list.json`, ...options, "--", "sh", "-c", script];
    writeFileSync(`${path}/list.json`, mounts);
    return somebody.run([...runtime, `${checkout}/host/cli/main.ts`, ...words]);
  };
  const writable = ["--upper", `${path}/upper`, "--work", `${path}/work`];

  check("the caller is uid 0 of a user namespace that maps nobody else, and may change no group", () => {
    const own = process.getuid?.() === 0 ? 60999 : process.getuid?.();
    const { stdout } = shell("id -u; cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups");
    assert.equal(stdout.split(/\s+/).slice(0, 4), ["0", "0", String(own), "1"]);
    assert.match(stdout, /deny/);
  });

  check("userxattr is added by rule, and the kernel has it", () => {
    const { stdout } = shell('grep "$LAYERMOUNT_ROOT" /proc/self/mounts', writable);
    assert.match(stdout, / overlay rw,.*userxattr/);
  });

  check("deletions are seen: a whiteout, an opaque directory, and those made through the mount", () => {
    for (const name of ["upper-layer/gone", "upper-layer/new", "base-layer/new"]) mkdirSync(`${path}/${name}`);
    for (const name of ["deleted", "new/hidden", "later"]) writeFileSync(`${path}/base-layer/${name}`, "");
    makeWhiteout(`${path}/upper-layer/deleted`);
    setAttribute(`${path}/upper-layer/new`, "user.overlay.opaque", "y");
    const script = 'cd "$LAYERMOUNT_ROOT" && ls . new; rm later && rm -r gone && mkdir gone && ls; cd /';
    const { status, stdout, stderr } = shell(script, writable);
    assert.equal([status, stderr], [0, ""]);
    assert.is(stdout, ".:\ngone\nlater\nnew\nx\ny\n\nnew:\ngone\nnew\nx\ny\n");
    const again = shell('ls "$LAYERMOUNT_ROOT"', writable);
    assert.is(again.stdout, "gone\nnew\nx\ny\n", "and in the next mount of the same upperdir");
  });

  check("a recursive bind with a tmpfs and an overlay in it: the whole system, one directory kept aside", () => {
    const home = `${path}/home`;
    somebody.run(["sh", "-c", "mkdir -p home aside/upper aside/work && echo as it was >home/file"]);
    const layer = `lowerdir=${home},upperdir=${path}/aside/upper,workdir=${path}/aside/work`;
    const mounts = list(
      root("/", "rbind"),
      { type: "tmpfs", source: "none", target: `${path}/tmp` },
      { type: "overlay", source: "overlay", target: home, options: [layer] },
    );
    const inside = `echo changed >${home}/file; cat ${home}/file; ls /proc/self/fd >/dev/null && echo all; echo >${path}/tmp/in`;
    const { status, stdout, stderr } = listed(mounts, `chroot "$LAYERMOUNT_ROOT" sh -c '${inside}'`);
    assert.equal([status, stdout], [0, "changed\nall\n"], stderr);
    const kept = somebody.run(["cat", `${home}/file`, `${path}/aside/upper/file`]);
    assert.is(kept.stdout, "as it was\nchanged\n");
  });

  for (const [what, mounts, rule] of REFUSED) {
    check(`refused by rule, with words: ${what}`, () => {
      const words = mounts.startsWith("[") ? undefined : ["-o", mounts];
      const run = (more: readonly string[]) =>
        words ? shell("echo ran", [...words, ...more]) : listed(mounts, "echo ran", more);
      const { status, stdout, stderr } = run([]);
      assert.equal([status, stdout], [125, ""]);
      assert.match(stderr, new RegExp(`rule +${rule.replace(".", "\\.")}$`, "m"));
      assert.match(stderr, /hint +\S/);
      assert.match(stderr, /state +nothing was done/);
      assert.is(last<JsonFailure>(run(["--json"]).stderr).rule, rule);
    });
  }

  check("a layer of somebody who is not mapped: a warning before the command, and in the document", () => {
    const above = ["--lower", "/usr", "--lower", `${path}/base-layer`];
    const words = (options: readonly string[]) => [
      ...[...runtime, `${checkout}/host/cli/main.ts`, "with", ...above, ...options],
      ...["--", "sh", "-c", "echo the command >&2"],
    ];
    const { status, stderr } = somebody.run(words([]));
    assert.is(status, 0);
    assert.match(stderr, /^warning: 1 of 2 layers belong to somebody who is not mapped/);
    assert.match(stderr, /old files may be seen again/);
    const { warnings } = last<JsonWith>(somebody.run(words(["--json"])).stderr);
    assert.equal(
      warnings.map(({ rule, layer }) => [rule, layer]),
      [["ordinary.owner", 0]],
    );
  });

  test.after(() => somebody.remove());
  test.run();
}
