/** Runs that once broke something, as `bun run simulate` wrote them down: they never do again. */
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { wasmBuild } from "../core/build.ts";
import type { Found } from "./campaign.ts";
import { violationOf } from "./campaign.ts";

const DIRECTORY = new URL("./found/", import.meta.url).pathname;
const build = wasmBuild();

for (const name of readdirSync(DIRECTORY)) {
  test(name, () => {
    const { scenario, violation }: Found = JSON.parse(readFileSync(DIRECTORY + name, "utf8"));
    assert.is(violationOf(scenario, build), undefined, `${violation.property}: ${violation.what}`);
  });
}

test.run();
