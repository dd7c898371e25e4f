/** What is left behind: nothing; and where taking down fails, that is said and the command's code stays. */
import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { JsonWith } from "../../host/cli/json.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { differences, lookAround } from "../support/table.ts";
import { leftBy, people } from "./people.ts";

/** Stays in the mount for a moment, when the command has ended. */
const LINGERING = 'cd "$LAYERMOUNT_ROOT"; sleep 0.7 >/dev/null 2>&1 </dev/null & exit 4';
const SHORT = ["--patience", "50"];

const last = (text: string) => JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as JsonWith;

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
if (isReady) {
  for (const somebody of people("left")) {
    const { missing, name, path } = somebody;
    const check = (what: string, run: () => void) => testUnless(test, missing, `${name}: ${what}`, run);
    const shell = (script: string, options: readonly string[] = []) => somebody.with(["sh", "-c", script], options);

    check("the caller's mount table and files are as before, also after a failure", () => {
      const shown = ["upper-layer", "base-layer", "tmp"].map((directory) => `${path}/${directory}`);
      const before = lookAround(shown);
      const writable = ["--upper", `${path}/upper`, "--work", `${path}/work`];
      assert.is(shell('rm "$LAYERMOUNT_ROOT"/x && echo new >"$LAYERMOUNT_ROOT"/z', writable).status, 0);
      assert.is(shell("exit 3").status, 3);
      assert.is(shell("kill -9 $$").status, 137);
      assert.is(somebody.with(["layermount-has-no-such"]).status, 127);
      const changed = differences(before, lookAround(shown));
      // Of descriptors, too, it tells: those are this test's own, which start the programs.
      assert.equal(
        changed.filter((line) => !line.startsWith("descriptor ")),
        [],
      );
      assert.equal(readdirSync(`${path}/upper`).sort(), ["x", "z"], "the changes are in the upperdir");
    });

    check("what the command leaves running keeps the mount: said, and the code stays", () => {
      const { status, stderr } = shell(LINGERING, SHORT);
      assert.is(status, 4);
      assert.match(stderr, /stays as long as anybody in its namespace uses it/);
      assert.match(stderr, /rule +with\.mounted/);
      assert.match(stderr, /held +process \d+ \(sleep\), cwd: /);
      assert.equal(leftBy(somebody), [], "outside nothing is seen of it");
    });

    check("the same in the document", () => {
      const { status, stderr } = shell(LINGERING, [...SHORT, "--json"]);
      const { ok, exitCode, takenDown, failure } = last(stderr);
      assert.equal([status, ok, exitCode, takenDown, failure?.rule], [4, true, 4, null, "with.mounted"]);
      assert.is(failure?.errno, 16);
    });

    check("with patience it is waited for", () => {
      const { status, stderr } = shell(LINGERING, ["--json"]);
      const { takenDown } = last(stderr);
      assert.is(status, 4);
      assert.ok((takenDown?.retries ?? 0) > 0, stderr);
    });

    check("what the command mounts over it is not taken down for it: said", () => {
      const { status, stderr } = shell('mount -t tmpfs none "$LAYERMOUNT_ROOT"; exit 4', SHORT);
      assert.is(status, 4);
      assert.match(stderr, /something else is mounted/);
      assert.equal(leftBy(somebody), []);
    });

    check("a command that takes it down itself, and removes the directory, has done no wrong", () => {
      const { status, stderr } = shell('umount "$LAYERMOUNT_ROOT" && rmdir "$LAYERMOUNT_ROOT"; exit 4');
      assert.equal([status, stderr], [4, ""]);
    });

    check("the report goes to a file, and standard error stays the command's", () => {
      const report = `${path}/tmp-report`;
      const { status, stdout, stderr } = shell("echo out; echo err >&2; exit 2", ["--report", report]);
      assert.equal([status, stdout, stderr], [2, "out\n", "err\n"]);
      const read = somebody.run(["cat", report]);
      const { ok, exitCode, layers, takenDown } = last(read.stdout);
      assert.equal([ok, exitCode, layers, takenDown?.unmounted], [true, 2, 2, 1]);
    });
    test.after(() => somebody.remove());
  }
  test.run();
}
