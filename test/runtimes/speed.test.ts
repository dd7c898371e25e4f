/**
 * Mounting in Deno beside mounting in Bun: printed, and no more than a few times apart.
 *
 * Runs alone: it measures
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DENO_RUN } from "../support/program.ts";
import { missingRoot, testUnless } from "../support/skip.ts";
import type { Timed } from "./timed.ts";
import { DENO, missingDeno, ran } from "./where.ts";

const FILE = "test/runtimes/timed.ts";
/** Where a call to the kernel waited for a turn of the event loop, it would be ten times as slow. */
const MOST = 4;

function timed(program: string, args: readonly string[]): Timed {
  const { code, out, err } = ran(program, args);
  assert.is(code, 0, err);
  return JSON.parse(out);
}

function told({ runtime, mount, unmount, thread, nonblocking }: Timed): string {
  const number = (milliseconds: number) => milliseconds.toFixed(2).padStart(6);
  const micro = ({ quick, above }: Timed["thread"]) =>
    `${(1000 * quick).toFixed(0)} µs, ${(1000 * above).toFixed(0)} µs above 3 ms`;
  const lines = [
    `${runtime.padEnd(5)} 128 layers: mount ${number(mount.middle)} ms (first ${number(mount.first)}),` +
      ` unmount ${number(unmount.middle)} ms`,
    `${runtime.padEnd(5)} a program by the session's thread: ${micro(thread)}`,
  ];
  if (nonblocking) lines.push(`${runtime.padEnd(5)} a program by a nonblocking call:     ${micro(nonblocking)}`);
  return lines.join("\n");
}

testUnless(test, missingDeno ?? missingRoot(), "128 layers mounted by Deno, and by Bun", () => {
  let best = Number.POSITIVE_INFINITY;
  // Others may be at work on this machine: the best of a few rounds is ours.
  for (let round = 0; round < 3 && best > MOST; round++) {
    const bun = timed(process.execPath, [FILE]);
    const deno = timed(DENO, [...DENO_RUN, FILE]);
    for (const one of [bun, deno]) console.log(told(one));
    const halves = [deno.mount.middle / bun.mount.middle, deno.unmount.middle / bun.unmount.middle];
    best = Math.min(best, Math.max(...halves));
  }
  assert.ok(best <= MOST, `Deno takes ${best.toFixed(1)} times as long`);
});

test.run();
