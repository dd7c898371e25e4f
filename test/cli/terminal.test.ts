// Colours on a terminal only, and not where they are unwanted. script(1) gives the terminal.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { testUnless } from "../support/skip.ts";
import { layermount } from "./support.ts";

const MAIN = new URL("../../host/cli/main.ts", import.meta.url).pathname;
const missing = Bun.which("script") === null ? "needs script of util-linux" : undefined;
const ESCAPE = "\u001b[";

/** Runs the command line in a terminal; `after` follows it in the shell. */
function inTerminal(args: string, env: Record<string, string> = {}, after = ""): string {
  const { NO_COLOR: _, ...rest } = process.env;
  const command = `${process.execPath} ${MAIN} ${args} ${after}`;
  const ran = Bun.spawnSync(["script", "-qec", command, "/dev/null"], { env: { ...rest, TERM: "xterm", ...env } });
  return ran.stdout.toString();
}

testUnless(test, missing, "a terminal gets colours", () => {
  assert.ok(inTerminal("explain words.remount").includes(ESCAPE));
  assert.ok(inTerminal("mout").includes(ESCAPE));
});

testUnless(test, missing, "NO_COLOR, --no-color and a dumb terminal get none", () => {
  assert.ok(!inTerminal("explain words.remount", { NO_COLOR: "1" }).includes(ESCAPE));
  assert.ok(!inTerminal("--no-color explain words.remount").includes(ESCAPE));
  assert.ok(!inTerminal("explain --no-color words.remount").includes(ESCAPE));
  assert.ok(!inTerminal("mout --no-color").includes(ESCAPE));
  assert.ok(!inTerminal("explain words.remount", { TERM: "dumb" }).includes(ESCAPE));
});

testUnless(test, missing, "a pipe gets none, also where the other output is a terminal", () => {
  assert.ok(!inTerminal("explain words.remount", {}, "| cat").includes(ESCAPE));
  assert.ok(!inTerminal("mout", {}, "2>&1 >/dev/null | cat").includes(ESCAPE));
  assert.ok(!inTerminal("--json explain words.remount").includes(ESCAPE));
});

test("no colours in pipes", () => {
  const { out } = layermount(["explain"]);
  assert.ok(out.length > 1000 && !out.includes(ESCAPE));
});

test("a reader that has enough is no error", () => {
  const ran = Bun.spawnSync(["bash", "-c", `set -o pipefail; ${process.execPath} ${MAIN} explain | head -1`]);
  assert.equal([ran.exitCode, ran.stderr.toString()], [0, ""]);
});

test.run();
