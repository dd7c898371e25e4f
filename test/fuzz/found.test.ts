/** Inputs that did not go well once: they do now. And faults that are planted are found. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { again, type Failing, tried } from "./campaign.ts";
import { SANITIZED } from "./doors.ts";
import { missingSanitizers, sanitizedCommand } from "./sanitized/build.ts";

const HOME = `${import.meta.dir}/found/`;
const SHIM = `${import.meta.dir}/../../host/linux`;
const LIMITS = { runs: 20_000, milliseconds: Number.POSITIVE_INFINITY, hang: 2000 };
const missing = missingSanitizers();

for (const file of readdirSync(HOME).filter((name) => name.endsWith(".json"))) {
  const failing = JSON.parse(readFileSync(HOME + file, "utf8")) as Failing;
  testUnless(test, failing.door === SANITIZED ? missing : undefined, file, async () => {
    assert.is(await again(failing), undefined);
  });
}

for (const [door, what] of [
  ["planted-throws", /nobody foresaw it/],
  ["planted-hangs", /it does not end/],
  ["planted-dies", /ended by SIGSEGV/],
  ["planted-keeps", /grew by/],
  ["planted-idles", /no input came to: refused/],
] as const) {
  test(`${door} is found`, async () => {
    const { failing, fault = "" } = await tried(door, 3, LIMITS);
    assert.match(failing?.what ?? fault, what);
    if (failing === undefined) return;
    assert.is(Buffer.from(failing.input, "base64")[0], 7);
    if (!door.endsWith("hangs")) assert.ok(await again(failing));
  });
}

/** Changes of the shim's sources that sanitizers must find. */
const WRONG: readonly (readonly [file: string, from: string, to: string])[] = [
  ["check.h", "(u64)at + length <= h->ops;", "at + length <= h->ops;"],
  ["check.h", "return (u64)at + length <= h->observation;", "return (u64)at + length <= h->observation + 8;"],
  ["check.h", "if (program[hole + i] != '/') return 0;", ";"],
  ["task.h", "if (r->at == r->to) r->at = r->to - 1;", ""],
  ["command.h", "while (*at < end && **at)", "while (**at)"],
  ["run.h", "if (shape->into == LM_INTO_FD) sys1(NR_close, result);", ""],
];

for (const [file, from, to] of WRONG) {
  testUnless(test, missing, `the sanitized shim without: ${from}`, async () => {
    const place = temporary("sanitized");
    cpSync(SHIM, `${place.path}/linux`, { recursive: true });
    const text = readFileSync(`${SHIM}/${file}`, "utf8");
    assert.ok(text.includes(from), `nothing to change in ${file}`);
    writeFileSync(`${place.path}/linux/${file}`, text.replace(from, to));
    const command = sanitizedCommand(`${place.path}/linux`, `${place.path}/`);
    const { failing } = await tried(SANITIZED, 1, { ...LIMITS, runs: 300_000 }, command);
    assert.ok(failing, "nothing is found");
    place.remove();
  });
}

test.run();
