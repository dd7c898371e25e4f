/** The same answers on the simulated kernels and on this one, and nothing stays open. */
import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError } from "../../host/errors.ts";
import { Session } from "../../host/linux/session.ts";
import type { Capabilities, UserOutcome } from "../../host/planner/generated/types.ts";
import { planner } from "../../host/planner/planner.ts";
import { carryOut } from "../../host/run/carry-out.ts";
import type { Driver } from "../../host/run/driver.ts";
import { vector } from "../plan/vectors.ts";
import { simulated } from "../simulated-kernel/driver.ts";
import { KERNELS } from "../simulated-kernel/rules.ts";
import { directory, file, symlink, world } from "../simulated-kernel/world.ts";
import { temporary } from "../support/temporary.ts";
import type { UserCase } from "./case.ts";
import { cases } from "./cases.ts";
import { makeImage } from "./image.ts";
import { links } from "./links.ts";

const all = [...cases, ...links];
const here = vector("6.18");
const LIMIT = 1048576;

function told({ uid, gid, additionalGids, username }: UserOutcome): string {
  const name = username === undefined ? "" : ` ${Buffer.from(username).toString("latin1")}`;
  return `${uid}:${gid} ${additionalGids.join(",")}${name}`;
}

/** What is answered, or the rule; a refusal says what it is about. */
async function answer(driver: Driver, root: string, { user, groups = [] }: UserCase, capabilities: Capabilities) {
  const request = { tag: "user", value: { root, user, groups } } as const;
  const { answer } = await carryOut(await planner(), driver, request, capabilities).catch((error: unknown) => {
    if (!(error instanceof LayermountError)) throw error;
    assert.is(error.kind, "refused");
    assert.ok(error.message.length > 0 && error.hint.length > 0, error.rule);
    return { answer: error.rule };
  });
  if (typeof answer === "string") return answer;
  if (answer.tag !== "resolved") throw new Error(answer.tag);
  return told(answer.value);
}

for (const name of KERNELS) {
  test(`${all.length} cases on a simulated ${name}`, async () => {
    for (const one of all) {
      const kernel = world(name);
      directory(kernel, "/image");
      for (const [path, entry] of Object.entries(one.image)) {
        if (entry === "directory") directory(kernel, `/image/${path}`);
        else if (typeof entry === "string") file(kernel, `/image/${path}`, entry);
        else if ("link" in entry) symlink(kernel, `/image/${path}`, entry.link);
        else file(kernel, `/image/${path}`, "\0".repeat(2 * 1048576));
      }
      const is = await answer(simulated(kernel), "/image", one, vector(name));
      assert.is(is, one.is, one.name);
      assert.is(kernel.descriptors.size, 0, `${one.name}: something stayed open`);
    }
  });
}

const place = temporary("user");
const session = new Session();
for (const [i, one] of all.entries()) {
  test(`here: ${one.name}`, async () => {
    const root = `${place.path}/${i}`;
    makeImage(root, one.image);
    // The first program of all starts the session's thread.
    await answer(session, place.path, { ...one, user: "0" }, here);
    const before = readdirSync("/proc/self/fd").length;
    assert.is(await answer(session, root, one, here), one.is);
    assert.is(readdirSync("/proc/self/fd").length, before, "something stayed open");
  });
}
test.after(async () => {
  await session.close();
  place.remove();
});

test("files of nothing but the shortest lines, and as many groups as can be asked for", async () => {
  const kernel = world("6.18");
  const full = (line: string, last: string): string =>
    line.repeat(Math.floor((LIMIT - last.length) / line.length)) + last;
  file(kernel, "/image/etc/passwd", full("a::1:1\n", "late:x:5:6\n"));
  file(kernel, "/image/etc/group", full("a::1\n", "z:x:7:late\n"));
  const groups = Array.from({ length: 256 }, (_, i) => (i % 2 === 0 ? "z" : "a"));
  const one = { name: "", image: {}, user: "late", groups, is: "" };
  // The planner's memory is fixed: a view of every line would not fit.
  assert.is(await answer(simulated(kernel), "/image", one, here), `5:6 6,7${",7,1".repeat(128)} late`);
});

test("each case has a name of its own", () => {
  const names = all.map(({ name }) => name);
  assert.equal(names, [...new Set(names)]);
});

test.run();
