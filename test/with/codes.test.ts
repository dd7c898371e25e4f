/** Exit codes: of the command, of the signal that killed it, and of what goes wrong before there is one. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { JsonFailure, JsonWith } from "../../host/cli/json.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { leftBy, type Person, people } from "./people.ts";

const RULE = /^ {2}rule +(\S+)$/m;

/** The JSON document at the end of standard error. */
const last = <T>(text: string) => JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as T;

function files({ path }: Person): void {
  mkdirSync(`${path}/bin`);
  const file = (name: string, mode: number, text: string) => {
    writeFileSync(`${path}/bin/${name}`, text);
    chmodSync(`${path}/bin/${name}`, mode);
  };
  file("no-first-line", 0o755, 'echo "by a shell: $0 $1"\nexit 9\n');
  file("no-right", 0o644, "#!/bin/sh\n");
  file("no-interpreter", 0o755, "#!/proc/nowhere/sh\n");
  file("nothing-at-all", 0o755, "\x7fELF");
}

const BEFORE: readonly (readonly [options: readonly string[], rule: string])[] = [
  [["--lower", "/proc/nowhere-at-all"], "layer.missing"],
  [["--nonsense"], "usage.option-unknown"],
  [["-o", "loop"], "later.loop"],
  [["--without", "nonsense"], "capability.unknown"],
  [["--report", "/proc/nowhere/report"], "with.report"],
];

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
if (isReady) {
  for (const somebody of people("codes")) {
    const { missing, name, path } = somebody;
    if (missing === undefined) files(somebody);
    const check = (what: string, run: () => void) =>
      testUnless(test, missing, `${name}: ${what}`, () => {
        run();
        assert.equal(leftBy(somebody), []);
      });

    check("the command's own code, also 125 to 255", () => {
      for (const code of [0, 1, 3, 7, 125, 126, 127, 128, 255]) {
        assert.is(somebody.with(["sh", "-c", `exit ${code}`]).status, code);
      }
    });

    check("128 + n when signal n killed it, and that is in the document", () => {
      for (const [signal, code] of [
        ["KILL", 137],
        ["TERM", 143],
        ["SEGV", 139],
        ["PIPE", 141],
      ] as const) {
        const { status, stderr } = somebody.with(["sh", "-c", `kill -${signal} $$`], ["--json"]);
        assert.is(status, code);
        const told = last<JsonWith>(stderr);
        assert.equal([told.ok, told.exitCode, told.signal, told.takenDown?.ok], [true, code, code - 128, true]);
      }
    });

    check("127 when it is not found: by PATH, by its path, without a name, without its interpreter", () => {
      for (const command of ["layermount-has-no-such", "/proc/nowhere/sh", "", `${path}/bin/no-interpreter`]) {
        const { status, stderr } = somebody.with([command]);
        assert.is(status, 127, command);
        assert.is(RULE.exec(stderr)?.[1], "with.not-found", stderr);
        assert.match(stderr, /state +all was undone/);
      }
      assert.is(somebody.with(["sh"], [], { before: ["env", "PATH=/proc/nowhere"] }).status, 127);
    });

    check("126 when it cannot be run: no right, a directory, no program", () => {
      for (const command of [`${path}/bin/no-right`, "/usr", `${path}/bin/no-right/x`, `${path}/bin/nothing-at-all`]) {
        const { status, stderr } = somebody.with([command]);
        assert.is(status, command.endsWith("nothing-at-all") ? 127 : 126, `${command}: ${stderr}`);
        if (status === 126) assert.is(RULE.exec(stderr)?.[1], "with.not-executable", stderr);
      }
    });

    check("found in PATH behind one that may not be run; a text without a first line is the shell's", () => {
      const env = { PATH: `/proc/nowhere:${path}/bin:/bin:/usr/bin` };
      const { status, stdout } = somebody.with(["no-first-line", "argument"], [], { env });
      assert.equal([status, stdout], [9, `by a shell: ${path}/bin/no-first-line argument\n`]);
      assert.is(somebody.with(["no-right"], [], { env }).status, 126);
    });

    check("125 when it does not come to that, with the rule; the same in the document", () => {
      for (const [options, rule] of BEFORE) {
        const { status, stdout, stderr } = somebody.with(["echo", "ran"], options);
        assert.equal([status, stdout, RULE.exec(stderr)?.[1]], [125, "", rule], stderr);
        const told = somebody.with(["echo", "ran"], ["--json", ...options]);
        assert.is(told.status, 125);
        assert.is(last<JsonFailure>(told.stderr).rule, rule);
      }
    });

    check("125 without a command, and where the directory for the mount cannot be made", () => {
      assert.is(RULE.exec(somebody.with([]).stderr)?.[1], "with.no-program");
      const { status, stderr } = somebody.with(["true"], [], { env: { TMPDIR: "/proc/nowhere" } });
      assert.equal([status, RULE.exec(stderr)?.[1]], [125, "with.place"]);
    });
    test.after(() => somebody.remove());
  }
  test.run();
}
