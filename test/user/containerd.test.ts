/** The cases beside containerd itself: what it answers otherwise is said in the case, and nothing else is. */
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { buildGo } from "../bench/build.ts";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import type { UserCase } from "./case.ts";
import { cases } from "./cases.ts";
import { makeImage } from "./image.ts";
import { links } from "./links.ts";

const all = [...cases, ...links];
const built = await buildGo("users", join(import.meta.dirname, "containerd"));

/** Ids, or that there is an error: their sentences are others, and it tells no name. */
function ours({ is }: UserCase): string {
  return /^(?:user|budget)\./.test(is) ? "error" : is.split(" ").slice(0, 2).join(" ");
}

testUnless(test, "skipped" in built ? built.skipped : undefined, `${all.length} cases beside containerd`, () => {
  const place = temporary("user-containerd");
  const questions = all.map(({ image, user, groups = [] }, i) => {
    makeImage(`${place.path}/${i}`, image);
    return JSON.stringify({ Root: `${place.path}/${i}`, User: user, Groups: groups });
  });
  const program = "path" in built ? built.path : "";
  const { stdout, stderr } = Bun.spawnSync([program], { stdin: Buffer.from(`${questions.join("\n")}\n`) });
  const theirs = stdout.toString().trimEnd().split("\n");
  assert.is(theirs.length, all.length, stderr.toString());
  const wrong = all.flatMap((one, i) => {
    const answer = theirs[i] ?? "";
    const same = ours(one) === (answer.startsWith("error: ") ? "error" : answer);
    return same === (one.containerd === undefined) ? [] : `${one.name}: ours ${one.is}, containerd's ${answer}`;
  });
  place.remove();
  assert.equal(wrong, []);
});

test.run();
