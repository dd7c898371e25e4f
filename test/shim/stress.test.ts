/** Many runs under a rain of signals, collections and other child processes: every answer is right, nothing is left. */
import { readdirSync, readlinkSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Session } from "../../host/linux/session.ts";
import { CWD, op } from "./assemble.ts";
import { type Means, perform } from "./driver.ts";

const O_PATH = 0x200000;
const { LAYERMOUNT_STRESS_MS } = process.env;
const DURATION = Number(LAYERMOUNT_STRESS_MS ?? 3000);
/** It goes on until there were so many, however slow the machine is. */
const RUNS = 50;
const CHILDREN = 10;

const program = [
  { ...op("statx", CWD, "/proc", 0, 0x1000), into: 1 },
  { ...op("open", CWD, "/proc", O_PATH, 0), into: 0 },
  op("child", 3),
  op("fchdir", 0),
  op("readlink", CWD, "self/exe", 256),
  { ...op("statx", CWD, "version", 0, 0x17ff), into: 0 },
  op("mountinfo", 1, 4096),
  op("close", 0),
];

async function again(session: Session, means: Means, end: number): Promise<number> {
  let runs = 0;
  for (; performance.now() < end || runs < RUNS; runs++) {
    const seen = await perform(session, means, program);
    assert.is(seen.errno, 0, `op ${seen.done}`);
    assert.is(seen.out(4).toString(), process.execPath);
    assert.match(seen.out(6).toString("latin1"), / \/proc /);
    // The other means never leaves the loop by itself.
    if (means === "child") await new Promise((resolve) => setImmediate(resolve));
  }
  return runs;
}

function descriptors(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [`${fd} -> ${readlinkSync(`/proc/self/fd/${fd}`)}`];
    } catch {
      return []; // that of the listing
    }
  });
}

test(`${DURATION} ms of it`, async () => {
  let [signals, children] = [0, 0];
  process.on("SIGUSR2", () => signals++);
  process.on("SIGWINCH", () => signals++);
  await Bun.spawn(["true"]).exited;
  const before = descriptors().length;
  const here = process.cwd();
  const end = performance.now() + DURATION;
  const rain = Bun.spawn(["sh", "-c", `while kill -USR2 ${process.pid} && kill -WINCH ${process.pid}; do :; done`], {
    stderr: "ignore",
  });
  const spawning = (async () => {
    for (; performance.now() < end || children < CHILDREN; children++) assert.is(await Bun.spawn(["true"]).exited, 0);
  })();
  const collecting = setInterval(() => Bun.gc(true), 20);
  const sessions = Array.from({ length: 4 }, () => new Session());
  const runs = await Promise.all(sessions.map((session, i) => again(session, i < 3 ? "thread" : "child", end)));
  rain.kill();
  await Promise.all([rain.exited, spawning, ...sessions.map((session) => session.close())]);
  clearInterval(collecting);
  process.removeAllListeners("SIGUSR2");
  process.removeAllListeners("SIGWINCH");
  console.log(`${runs.join(" + ")} runs, ${signals} signals, ${children} children`);
  assert.ok(signals > 0);
  assert.is(process.cwd(), here);
  // The loop closes what it had for the children in its own time.
  for (let i = 0; i < 100 && descriptors().length > before; i++) await Bun.sleep(10);
  assert.ok(descriptors().length <= before, descriptors().join("\n"));
});

test.run();
