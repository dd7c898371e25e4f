/** User namespaces for id maps: made without a process that stays, refused by the kernel, kept when asked for. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Session } from "../../host/linux/session.ts";
import { missingRoot, testUnless } from "../support/skip.ts";
import { op } from "./assemble.ts";
import { byBoth, perform } from "./driver.ts";

const EINVAL = 22;
const EEXIST = 17;
/** The first of the registers that may stay full. */
const KEPT = 960;
const MAP = "0 100000 65536\n";

const make = (into: number, uid = MAP, gid = MAP) => ({ ...op("userns", uid, gid), into, soft: true });

/** User namespaces that are open, and children of this process. */
function open(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const to = readlinkSync(`/proc/self/fd/${fd}`);
      return to.startsWith("user:[") ? [to] : [];
    } catch {
      return [];
    }
  });
}

function children(): string {
  const tasks = readdirSync("/proc/self/task");
  return tasks.map((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8")).join("");
}

const missing = missingRoot();

testUnless(test, missing, "a namespace is there, and nobody lives in it", () =>
  byBoth(async (session, means) => {
    const before = children();
    const seen = await perform(session, means, [make(0), make(1), make(1)]);
    assert.equal(seen.results, [0, 0, -EEXIST]);
    assert.is(new Set(open()).size, 2);
    assert.is(children(), before);
    await session.reset();
    assert.equal(open(), []);
  }),
);

testUnless(test, missing, "maps that the kernel does not take leave nothing open", () =>
  byBoth(async (session, means) => {
    const before = children();
    const wrong = ["0 1 0\n", "0 1 2\n1 9 2\n", "4294967295 0 1\n", " "];
    const seen = await perform(
      session,
      means,
      wrong.flatMap((map) => [make(0, map), make(0, MAP, map)]),
    );
    assert.equal(
      seen.results,
      wrong.flatMap(() => [-EINVAL, -EINVAL]),
    );
    assert.equal(open(), []);
    assert.is(children(), before);
  }),
);

testUnless(test, missing, "what a session keeps survives its reset, and nothing its end", async () => {
  const session = new Session();
  await perform(session, "thread", [make(KEPT), make(KEPT + 1), make(7)]);
  const maps = { uidMap: Buffer.from(MAP), gidMap: Buffer.from(MAP), register: KEPT + 1 };
  session.lending.namespaces.keep([maps]);
  await session.reset();
  assert.is(open().length, 1);
  const seen = await perform(session, "thread", [make(KEPT), make(KEPT + 1)]);
  assert.equal(seen.results, [0, -EEXIST]);
  await session.close();
  assert.equal(open(), []);
});

test.run();
