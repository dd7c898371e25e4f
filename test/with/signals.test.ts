/** Signals and the end of processes: what is passed on, what is not doubled, and what dies with whom. */
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { leftBy, people } from "./people.ts";

const PASSED = { HUP: 1, INT: 2, QUIT: 3, USR1: 10, USR2: 12, TERM: 15 } as const;
/** Says which signals it got, and ends a moment after the first. */
const COUNTING = `${Object.keys(PASSED)
  .map((name) => `trap 'echo got ${name}; seen=1' ${name}`)
  .join("\n")}
echo ready
while [ -z "$seen" ]; do sleep 0.02; done
sleep 0.1
exit 5`;
const WAITING = "echo $$ $PPID; exec sleep 60";
const DEADLINE = 5000;

/** One letter: R, S, T, Z …; undefined where there is no such process. */
function stateOf(pid: number): string | undefined {
  try {
    return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

async function until(what: string, is: () => boolean): Promise<void> {
  const end = performance.now() + DEADLINE;
  while (!is()) {
    if (performance.now() > end) assert.unreachable(what);
    await pause(5);
  }
}

const isGone = (pid: number) => stateOf(pid) === undefined || stateOf(pid) === "Z";

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
if (isReady) {
  for (const somebody of people("signals")) {
    const { missing, name, words } = somebody;
    const check = (what: string, run: () => Promise<void>) =>
      testUnless(test, missing, `${name}: ${what}`, async () => {
        await run();
        await until("everything is removed", () => leftBy(somebody).length === 0);
      });
    /** A command that waits, its number, and that of the process in the namespaces. */
    const waiting = async (script = WAITING) => {
      const running = somebody.start(words(["sh", "-c", script]));
      await running.until("\n");
      const [command = 0, inside = 0] = running.said().split(/\s/).map(Number);
      return { ...running, command, inside, own: running.child.pid ?? 0 };
    };

    for (const signal of Object.keys(PASSED)) {
      check(`SIG${signal} is passed on, once`, async () => {
        const { child, until: said, ended } = somebody.start(words(["sh", "-c", COUNTING]));
        await said("ready");
        child.kill(`SIG${signal}` as NodeJS.Signals);
        const { status, stdout } = await ended;
        assert.equal([status, stdout], [5, `ready\ngot ${signal}\n`]);
      });
    }

    check("a signal without a handler there ends the command, and 128 + n comes back", async () => {
      for (const [signal, number] of Object.entries(PASSED)) {
        const { child, ended } = await waiting();
        child.kill(`SIG${signal}` as NodeJS.Signals);
        assert.is((await ended).status, 128 + number, signal);
      }
    });

    check("killed itself, the command is killed with it", async () => {
      const { child, command, inside } = await waiting();
      child.kill("SIGKILL");
      await until("the command is gone", () => isGone(command));
      await until("and the process in the namespaces", () => isGone(inside));
    });

    check("a stopped command is killed, too", async () => {
      const { child, command } = await waiting();
      process.kill(command, "SIGSTOP");
      await until("stopped", () => stateOf(command) === "T");
      child.kill("SIGKILL");
      await until("gone", () => isGone(command));
    });

    check("when somebody kills the process in the namespaces, that is told, and nothing is left", async () => {
      const { ended, command, inside } = await waiting();
      process.kill(inside, "SIGKILL");
      const { status, stderr } = await ended;
      assert.is(status, 125);
      assert.match(stderr, /rule +with\.ended/);
      await until("the command is gone", () => isGone(command));
    });

    check("a command that is stopped stops us, as a shell expects; it goes on when we do", async () => {
      const { own, command, ended } = await waiting("echo $$ $PPID; kill -STOP $$; exit 6");
      await until("both are stopped", () => stateOf(command) === "T" && stateOf(own) === "T");
      process.kill(own, "SIGCONT");
      assert.is((await ended).status, 6);
    });

    check("and we go on when it does", async () => {
      const { own, command, ended } = await waiting("echo $$ $PPID; kill -STOP $$; sleep 1; exit 6");
      await until("both are stopped", () => stateOf(command) === "T" && stateOf(own) === "T");
      process.kill(command, "SIGCONT");
      await until("we go on", () => stateOf(own) !== "T");
      assert.not(isGone(command), "before it ends");
      assert.is((await ended).status, 6);
    });

    check("also when it ends at once", async () => {
      const { own, command, ended } = await waiting("echo $$ $PPID; kill -STOP $$; exit 6");
      await until("both are stopped", () => stateOf(command) === "T" && stateOf(own) === "T");
      process.kill(command, "SIGKILL");
      assert.is((await ended).status, 137);
    });

    check("before the command begins a signal ends it all", async () => {
      for (const wait of [0, 5, 10, 20, 30, 40, 60]) {
        const { child, ended } = somebody.start(words(["sh", "-c", "exec sleep 60"]));
        await pause(wait);
        child.kill("SIGTERM");
        const { status, signal } = await ended;
        assert.ok(signal === "SIGTERM" || status === 143, `after ${wait} ms: ${status} ${signal}`);
      }
    });
    test.after(() => somebody.remove());
  }
  test.run();
}
