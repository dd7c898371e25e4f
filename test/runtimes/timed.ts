/**
 * What mounting costs in the runtime that runs this, as one JSON object: 128 layers mounted and taken down through the
 * library, and programs by a session's thread beside calls that the runtime itself makes on another thread.
 */
import { mkdirSync } from "node:fs";
import { runtime } from "#runtime";
import { mount } from "../../host/index.ts";
import { Region } from "../../host/linux/region.ts";
import { Session } from "../../host/linux/session.ts";
import { shim } from "../../host/linux/shim.ts";
import { makeStack, makeTop } from "../model/layers.ts";
import { assemble, CWD, op } from "../shim/assemble.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { inMemory, temporary } from "../support/temporary.ts";

const LAYERS = 128;
const SLEEP = 3;

/** Milliseconds: the first time, and the middle of the later ones. */
interface Times {
  readonly first: number;
  readonly middle: number;
}

export interface Timed {
  readonly runtime: string;
  readonly mount: Times;
  readonly unmount: Times;
  /** A program of one quick effect, and what a program of 3 ms takes above these. */
  readonly thread: { readonly quick: number; readonly above: number };
  /** The same by `lm_run` on a thread of the runtime's; Deno alone has such calls. */
  readonly nonblocking?: { readonly quick: number; readonly above: number };
}

async function timed(rounds: number, one: () => unknown): Promise<Times> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await one();
    times.push(performance.now() - begun);
  }
  const [first = 0, ...later] = times;
  return { first, middle: later.sort((a, b) => a - b)[later.length >> 1] ?? 0 };
}

async function mounts(): Promise<Pick<Timed, "mount" | "unmount">> {
  const { path } = temporary("timed");
  const { lowers } = makeStack({ directory: path, count: LAYERS, seed: 1 });
  const target = `${path}/target`;
  mkdirSync(target);
  const { upper, work } = makeTop(`${path}/snapshots/top`);
  const request = { mounts: [{ type: "overlay", lowers, upper, work }], target };
  const taken: number[] = [];
  const both = await timed(60, async () => {
    const mounted = await mount(request, { state: `${path}/state` });
    const begun = performance.now();
    await mounted.unmount();
    taken.push(performance.now() - begun);
  });
  const [first = 0, ...later] = taken;
  const unmount = { first, middle: later.sort((a, b) => a - b)[later.length >> 1] ?? 0 };
  return { mount: { first: both.first - first, middle: both.middle - unmount.middle }, unmount };
}

const QUICK = assemble([op("readlink", CWD, "/proc/self/exe", 256)]);
const SLOW = assemble([op("sleep", SLEEP)]);
type Program = typeof QUICK;

async function above(run: (program: Program) => unknown): Promise<{ quick: number; above: number }> {
  const quick = await timed(2000, () => run(QUICK));
  const slow = await timed(100, () => run(SLOW));
  return { quick: quick.middle, above: slow.middle - SLEEP };
}

async function programs(): Promise<Pick<Timed, "thread" | "nonblocking">> {
  await using session = new Session();
  const thread = await above(({ bytes, observationBytes }) => session.run(bytes, observationBytes));
  if (runtime.name !== "deno") return { thread };
  const native = shim();
  const path = runtime.shipped(runtime.arch === "arm64" ? "shim-aarch64.so" : "shim-x86_64.so");
  const args = ["ptr", "ptr", "u32", "ptr", "u32"] as const;
  const waiting = runtime.open(path, { lm_run: { args, returns: "i32", waits: true } });
  const [state, from, to] = [native.lm_session_bytes(), 4096, 4096].map((size) => new Region(native, size));
  if (!state || !from || !to) throw new Error("no memory");
  native.lm_init(state.at);
  const call = waiting["lm_run"] as (...args: number[]) => Promise<number>;
  const nonblocking = await above(({ bytes, observationBytes }) => {
    from.bytes.set(bytes);
    return call(state.at, from.at, bytes.length, to.at, observationBytes);
  });
  for (const region of [state, from, to]) region.free();
  return { thread, nonblocking };
}

if (inPrivateNamespace(import.meta.filename)) {
  inMemory();
  const found: Timed = { runtime: runtime.name, ...(await mounts()), ...(await programs()) };
  console.log(JSON.stringify(found));
}
