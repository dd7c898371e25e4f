/** Two processes that mount at one target at the same time: each gets its own mount, or is told. */
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Place } from "../cases/place.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { differences, lookAround } from "../support/table.ts";
import { warmUp } from "./library.ts";

const ROUNDS = 5;

interface Answer {
  readonly mountId?: string;
  readonly kind?: string;
  readonly rule?: string;
}

interface Mounter {
  readonly answer: Promise<Answer>;
  /** Ends its input, so that it unmounts; gives its exit code and what else it said. */
  leave(): Promise<{ code: number; said: string }>;
  /** Ends it, whatever it does. */
  end(): void;
}

function start(...args: readonly string[]): Mounter {
  const child = Bun.spawn([process.execPath, `${import.meta.dirname}/mounter.ts`, ...args], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const answer = (async (): Promise<Answer> => {
    while (!text.includes("\n")) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`the process ended: ${text}`);
      text += decoder.decode(value);
    }
    return JSON.parse(text.slice(0, text.indexOf("\n"))) as Answer;
  })();
  return {
    answer,
    end: () => child.kill(),
    async leave() {
      child.stdin.end();
      for (let more = await reader.read(); !more.done; more = await reader.read()) text += decoder.decode(more.value);
      return { code: await child.exited, said: text.slice(text.indexOf("\n") + 1) };
    },
  };
}

async function meet(): Promise<void> {
  const place = new Place("processes");
  let mounters: Mounter[] = [];
  try {
    const { lowers } = place.stack(10);
    const state = place.at("state");
    mkdirSync(state, { mode: 0o700 });
    const tops = [place.top("first"), place.top("second")];
    const before = lookAround([place.directory]);
    mounters = tops.map(({ upper, work }) => start(state, place.target, upper, work, ...lowers));
    const answers = await Promise.all(mounters.map(({ answer }) => answer));
    const mounted = answers.filter((answer) => answer.mountId !== undefined);
    const stacked = mountTable().filter((line) => line.point === place.target);
    // Whoever is covered before its proof cannot be undone from beneath, and is named as left.
    const left = answers.filter(({ kind }) => kind === "left");
    assert.is(
      stacked.length,
      mounted.length + left.length,
      `as many mounts as were reported: ${JSON.stringify(answers)}`,
    );
    assert.is(new Set(mounted.map((answer) => answer.mountId)).size, mounted.length, "each has its own");
    for (const answer of answers)
      assert.ok(answer.mountId !== undefined || ["failed", "left"].includes(answer.kind ?? ""), JSON.stringify(answer));
    // The newest is on top and goes first: the other one may not take it away in its place.
    const [under, top] = stacked[0]?.superOptions.some((word) => word.includes("second")) ? [1, 0] : [0, 1];
    for (const index of [top, under]) {
      const { code, said } = await (mounters[index] as Mounter).leave();
      assert.is(code, 0, said);
    }
    for (const _ of left) umount(place.target);
    const changed = tops.flatMap(({ upper, work }) => [upper, work]);
    // Pipes to the processes close when the event loop comes to it; the library opens nothing in this one.
    const more = differences(before, lookAround([place.directory]), [...changed, state]);
    assert.equal(
      more.filter((line) => !line.startsWith("descriptor")),
      [],
    );
  } finally {
    for (const mounter of mounters) mounter.end();
    place.remove();
  }
}

if (inPrivateNamespace(import.meta.filename)) {
  test.before(warmUp);
  for (let round = 1; round <= ROUNDS; round++) test(`two processes at one target, round ${round}`, meet);
  test.run();
}
