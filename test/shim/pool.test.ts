/** The pool: a session of one's own for each run, side by side, and few idle ones. */
import { readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Pool } from "../../host/linux/pool.ts";
import type { Session } from "../../host/linux/session.ts";
import { CWD, op } from "./assemble.ts";
import { perform } from "./driver.ts";

const O_PATH = 0x200000;
const descriptors = () => readdirSync("/proc/self/fd").length;

test("an idle session is used again, and empty", async () => {
  const pool = new Pool();
  const used = new Set<Session>();
  for (let i = 0; i < 5; i++) {
    await pool.use(async (session) => {
      used.add(session);
      const seen = await perform(session, "thread", [{ ...op("open", CWD, "/", O_PATH, 0), into: 0 }]);
      assert.equal(seen.results, [0], "its register was empty");
    });
  }
  assert.is(used.size, 1);
  await pool.close();
  assert.is(pool.size, 0);
});

test("a failure gives the session back", async () => {
  const pool = new Pool();
  for (let i = 0; i < 3; i++) {
    try {
      await pool.use(async () => {
        throw new Error("ours");
      });
      assert.unreachable();
    } catch (error) {
      assert.is((error as Error).message, "ours");
    }
  }
  assert.is(pool.size, 1);
  await pool.close();
});

test("runs go on side by side, 64 at most, and every one gets its turn", async () => {
  const before = descriptors();
  const pool = new Pool();
  let [together, most] = [0, 0];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 100 }, () =>
      pool.use(async (session) => {
        most = Math.max(most, ++together);
        assert.is((await perform(session, "thread", [op("sleep", 100)])).errno, 0);
        together--;
      }),
    ),
  );
  assert.is(most, 64);
  assert.ok(performance.now() - started < 2000, "not one after the other");
  assert.is(pool.size, 4, "few idle ones are kept");
  await pool.close();
  await pause(10);
  assert.is(descriptors(), before);
});

test("a session that was closed by its user is replaced", async () => {
  const pool = new Pool();
  await pool.use((session) => session.close());
  assert.is(pool.size, 0);
  assert.is(await pool.use(async (session) => (await perform(session, "thread", [])).done), 0);
  await pool.close();
});

test.run();
