/** A command on a terminal, by script(1): it has it, and what is typed reaches it once. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPrivateNamespace } from "../support/namespace.ts";
import { hasProgram } from "../support/program.ts";
import { testUnless } from "../support/skip.ts";
import { leftBy, people, type Running } from "./people.ts";

const CTRL_C = "\x03";
const CTRL_Z = "\x1a";
const CTRL_BACKSLASH = "\x1c";
const missingScript = hasProgram("script") ? undefined : "needs script of bsdutils";

const quoted = (words: readonly string[]) => words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
if (isReady) {
  for (const somebody of people("terminal")) {
    const { name, words } = somebody;
    const missing = somebody.missing ?? missingScript;
    /** Types into a terminal on which the command runs. */
    const onTerminal = (script: string): Running & { type(text: string): void } => {
      // script(1) has $SHELL run the line: a shell that stayed in front of it would die of what is typed.
      const line = `exec ${quoted(words(["sh", "-c", script]))}`;
      const running = somebody.start(["script", "--quiet", "--return", "--command", line, "/dev/null"]);
      return { ...running, type: (text) => running.child.stdin?.write(text) };
    };
    const check = (what: string, run: () => Promise<void>) =>
      testUnless(test, missing, `${name}: ${what}`, async () => {
        await run();
        assert.equal(leftBy(somebody), []);
      });

    check("all three streams are the terminal, and it is the controlling one", async () => {
      const script = "test -t 0 && test -t 1 && test -t 2 && echo all; echo direct >/dev/tty; exit 3";
      const { status, stdout } = await onTerminal(script).ended;
      assert.equal([status, stdout.replaceAll("\r", "")], [3, "all\ndirect\n"]);
    });

    check("lines are typed to it", async () => {
      const { until, type, ended } = onTerminal("echo ready; read -r line; echo got $line; exit 4");
      await until("ready");
      type("some words\n");
      const { status, stdout } = await ended;
      assert.is(status, 4);
      assert.match(stdout, /got some words/);
    });

    for (const [key, typed, signal] of [
      ["Ctrl-C", CTRL_C, "INT"],
      ["Ctrl-\\", CTRL_BACKSLASH, "QUIT"],
    ] as const) {
      check(`${key} reaches it once, and it goes on`, async () => {
        // A shell that is just about to start a program would run its trap in both.
        const script = `trap 'echo "<got>"' ${signal}; sleep 0.6 & echo ready; wait; wait; exit 5`;
        const { until, type, ended } = onTerminal(script);
        await until("ready");
        type(typed);
        const { status, stdout } = await ended;
        assert.is(stdout.match(/<got>/g)?.length, 1, stdout);
        assert.is(status, 5);
      });
    }

    check("Ctrl-C ends a command that does not mind it: 130", async () => {
      const { until, type, ended } = onTerminal("echo ready; exec sleep 60");
      await until("ready");
      type(CTRL_C);
      assert.is((await ended).status, 130);
    });

    check("Ctrl-Z in a shell: a job that is stopped, and brought back with its code", async () => {
      const line = quoted(words(["sh", "-c", "echo ready; sleep 0.5; echo back; exit 6"]));
      const running = somebody.start(["script", "--quiet", "--return", "--command", "sh -i", "/dev/null"], {
        env: { PS1: "", ENV: "", PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
      });
      const type = (text: string) => running.child.stdin?.write(text);
      type(`${line}\n`);
      await running.until("ready\r\n");
      type(CTRL_Z);
      await running.until("Stopped");
      type("jobs; fg; echo code $?\n");
      await running.until("code 6");
      type("exit\n");
      const { stdout } = await running.ended;
      assert.match(stdout, /back\r\n/);
    });
    test.after(() => somebody.remove());
  }
  test.run();
}
