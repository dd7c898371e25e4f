/** What passes on to the command: streams, directory, environment, mask; and what does not: descriptors, threads. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { leftBy, OTHER, people } from "./people.ts";

const O_NONBLOCK = 0o4000;
/** Of a process: none of what the runtime has changed of its own. */
const CLEAN = ["SigPnd", "ShdPnd", "SigBlk", "SigIgn"];

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
if (isReady) {
  for (const somebody of people("passed")) {
    const { missing, name, path } = somebody;
    const check = (what: string, run: () => void | Promise<void>) =>
      testUnless(test, missing, `${name}: ${what}`, async () => {
        await run();
        assert.equal(leftBy(somebody), []);
      });
    const shell = (script: string, how = {}, options: readonly string[] = []) =>
      somebody.with(["sh", "-c", script, "sh", "an argument", ""], options, how);

    check("both layers are at LAYERMOUNT_ROOT, and nowhere else", () => {
      const { status, stdout } = shell('cat "$LAYERMOUNT_ROOT"/x "$LAYERMOUNT_ROOT"/y; grep -c overlay /proc/mounts');
      const [x, y, count] = stdout.split("\n");
      assert.equal([status, x, y], [0, "of the upper layer", "of the base layer"]);
      assert.ok(Number(count) > 0);
    });

    check("standard streams are the command's alone", () => {
      const { status, stdout, stderr } = shell('cat; echo "$1,$2."; echo said >&2', { input: "given\n" });
      assert.equal([status, stdout, stderr], [0, "given\nan argument,.\n", "said\n"]);
    });

    check("a file that the streams go to keeps what others write, before and meanwhile", () => {
      const before = ["sh", "-c", 'echo before >all; exec "$@" >>all 2>&1', "sh"];
      assert.is(shell("echo out; echo err >&2", { before }).status, 0);
      assert.is(readFileSync(`${path}/all`, "utf8"), "before\nout\nerr\n");
    });

    check("a megabyte through it, byte for byte", () => {
      const input = "0123456789abcdef".repeat(65536);
      writeFileSync(`${path}/megabyte`, input);
      // Deno's spawnSync writes all of its input before it reads an answer, for ever.
      const before = ["sh", "-c", 'cat megabyte | "$@"', "sh"];
      assert.is(shell("cat", { before }).stdout, input);
    });

    check("the working directory, and LAYERMOUNT_ROOT beside the whole environment", () => {
      mkdirSync(`${path}/here and there`);
      const how = { cwd: `${path}/here and there`, env: { A: "1", LAYERMOUNT_ROOT: "other", EMPTY: "" } };
      const { stdout } = shell('pwd -P; echo "$A,$EMPTY"; env | grep -c "^LAYERMOUNT_ROOT="', how);
      assert.is(stdout, `${path}/here and there\n1,\n1\n`);
    });

    check("a relative name is found from the working directory", () => {
      const { status, stdout } = somebody.with(["./cat-of-here", "upper-layer/x"], [], {});
      assert.equal([status, stdout], [127, ""]);
      assert.is(somebody.with(["cat", "upper-layer/x"]).stdout, "of the upper layer\n");
    });

    const handsOn = OTHER && "Deno hands on what it was started with, and a /dev/null of its own";
    testUnless(test, missing ?? handsOn, `${name}: no descriptor but the standard ones`, () => {
      // Not through a shell, which would open some of its own.
      const list = somebody.with(["ls", "/proc/self/fd"]);
      assert.equal(list.stdout.trim().split("\n").slice(0, 3), ["0", "1", "2"]);
      assert.is(list.stdout.trim().split("\n").length, 4, "and the one by which ls reads");
      // Bun marks what it was started with close-on-exec, from 4 on.
      const before = ["sh", "-c", 'exec 7>/dev/null; exec "$@"', "sh"];
      assert.is(somebody.with(["ls", "/proc/self/fd"], [], { before }).stdout, list.stdout);
    });

    check("the standard streams stay as they were: none is made non-blocking", () => {
      const { stdout } = shell("for fd in 0 1 2; do grep ^flags /proc/self/fdinfo/$fd; done");
      const flags = stdout.match(/\d+/g)?.map((text) => Number.parseInt(text, 8)) ?? [];
      assert.is(flags.length, 3);
      assert.equal(
        flags.map((one) => one & O_NONBLOCK),
        [0, 0, 0],
      );
    });

    check("no signal is blocked, pending or ignored", () => {
      const { stdout } = somebody.with(["cat", "/proc/self/status"]);
      const wrong = CLEAN.filter((field) => !new RegExp(`^${field}:\\s+0+$`, "m").test(stdout));
      assert.equal(wrong, []);
    });

    const takesOver = OTHER && "Deno handles it soon after its start, and forgets that it was ignored";
    testUnless(
      test,
      missing ?? takesOver,
      `${name}: a signal that the caller ignores is ignored by the command`,
      () => {
        const before = ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"];
        const { stdout } = somebody.with(["grep", "SigIgn", "/proc/self/status"], [], { before });
        assert.match(stdout, /0*1\n$/);
      },
    );

    check("what carries the mounts out is one thread, and an ordinary user looks into nothing of it", () => {
      const parent = "cat /proc/$PPID/status; cat /proc/$PPID/environ; ls /proc/$PPID/fd";
      const { stdout, stderr } = shell(parent);
      assert.match(stdout, /^Threads:\s+1$/m);
      if (name === "ordinary user") assert.is(stderr.match(/Permission denied/g)?.length, 2, stderr);
    });

    check("the mask of new files", () => {
      const { stdout } = shell("umask", { before: ["sh", "-c", 'umask 027; exec "$@"', "sh"] });
      assert.match(stdout, /^0*027$/m);
    });

    if (name === "ordinary user") {
      const closed = process.getuid?.() === 0 ? undefined : "needs root, to close a directory";
      testUnless(
        test,
        missing ?? closed,
        "a working directory that may not be entered: told, unless another is given",
        () => {
          const { path: own } = temporary("closed");
          const { status, stderr } = somebody.with(["true"], [], { cwd: own });
          assert.is(status, 125);
          assert.match(stderr, /directory in which true is to start cannot be entered: EACCES/);
          assert.equal(leftBy(somebody), []);
        },
      );
    }
    test.after(() => somebody.remove());
  }
  test.run();
}
