/**
 * The system calls of a mount, by strace: without proof the library does what bare C does, call for call; what the
 * proof and the record add is counted, and does not grow with the layers.
 */
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { missingRoot, testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { buildC } from "./build.ts";
import { makeLayers, makePlace } from "./layers.ts";
import { type Call, pieces, trace } from "./strace.ts";

const inside = ["unshare", "--mount", "--propagation", "private"];
const built = await buildC();
const missing =
  missingRoot() ??
  (Bun.which("strace") === null ? "needs strace" : undefined) ??
  (Bun.which("unshare") === null ? "needs unshare of util-linux" : undefined) ??
  ("skipped" in built ? built.skipped : undefined);

/** How a thread waits, wakes another, or looks at the clock: the hand-off, which is measured elsewhere. */
const handOff = new Set(["futex", "sendto", "read", "write", "clock_gettime", "getcpu", "sched_yield"]);
/** What a thread does once, or for its own memory. */
const ownMemory = ["rt_sigprocmask", "unshare", "madvise", "mmap", "munmap", "mprotect", "chdir"];
/** Beside that, how libc starts a thread: on a busy machine the peer's own starts only when it is wanted. */
const housekeeping = new Set([...ownMemory, "rseq", "set_robust_list"]);

interface Traced {
  /** Of the thread that mounts. */
  readonly mounting: readonly Call[];
  /** Of all other threads, on files beneath the state directory or /proc; and what the thread that mounts did there. */
  readonly recording: readonly Call[];
}

/** The calls between the two texts, by what they are for. */
function sorted(calls: readonly Call[]): Traced {
  const thread = calls.find((call) => call.name === "mount")?.thread;
  assert.ok(thread !== undefined, `no mount(2) among ${calls.length} calls`);
  const own = calls.filter(({ thread: one, name }) => one === thread && !handOff.has(name) && !housekeeping.has(name));
  // While the mount is planned its thread begins the journal and claims: each is opened, locked and looked at.
  const before = own.findLastIndex(({ name }) => name === "flock");
  const mounting = own.slice(before < 0 ? 0 : before + 2);
  const files = /^(open|stat|newfstat|rename|unlink|mkdir|fs|mount|umount)/;
  // Bun looks now and then how much memory it has.
  const ofBun = ({ name, arguments: words }: Call) => words.includes("/proc/self/statm") || name === "newfstatat";
  const others = calls.filter((call) => call.thread !== thread && files.test(call.name) && !ofBun(call));
  return { mounting, recording: [...own.slice(0, own.length - mounting.length), ...others] };
}

async function ofC(layers: number): Promise<Traced> {
  if ("skipped" in built) throw new Error(built.skipped);
  const directory = temporary("calls");
  const made = await makeLayers(directory.path, layers);
  const { own, target } = await makePlace(made, 0, { layers, mode: "rw" });
  const input = `setup ${layers} rw ${made.snapshots} ${own} ${target}\nmount 0\nunmount 0\n`;
  // What it wrote: the answer to setup, then the one to mount.
  const [, mount = []] = pieces(await trace([...inside, built.path], input));
  directory.remove();
  return sorted(mount);
}

async function ofOurs(layers: number, proof: string): Promise<Traced> {
  const directory = temporary("calls");
  const script = join(import.meta.dirname, "traced.ts");
  const command = [...inside, process.execPath, script, directory.path, String(layers), proof];
  const [, mount = []] = pieces(await trace(command));
  directory.remove();
  return sorted(mount);
}

/** Calls as lines that two runs can share: without the directory, descriptor numbers and the ids of the snapshots. */
function lines(calls: readonly Call[]): string[] {
  return calls.map(({ name, arguments: words, result }) => {
    const plain = words
      .replaceAll(/"[^"]*\/(snapshots|targets)\b/g, '"…/$1')
      .replaceAll(/\b\d{4}\/(fs|work)\b/g, "OWN/$1")
      .replaceAll(/targets\/\d-/g, "targets/N-")
      // An overlay is named after its run.
      .replaceAll(/"layermount-\d+-000"/g, '"overlay"');
    const numbered = name === "fchdir" || name === "close" ? "FD" : plain;
    return `${name}(${numbered}) = ${/^\d+$/.test(result) && result !== "0" ? "FD" : result}`;
  });
}

const sizes = [2, 128] as const;

for (const layers of sizes) {
  testUnless(test, missing, `without proof, ${layers} layers: the system calls of bare C`, async () => {
    const [c, ours] = [lines((await ofC(layers)).mounting), lines((await ofOurs(layers, "none")).mounting)];
    const both = `bare C:\n  ${c.join("\n  ")}\nlayermount:\n  ${ours.join("\n  ")}`;
    assert.ok(c.length >= 3, both);
    assert.equal(ours, c, both);
  });
}

testUnless(test, missing, "what proof and record add does not grow with the layers", async () => {
  const bare = (await ofC(128)).mounting.length;
  const counts = new Map<number, { proof: number; record: number }>();
  for (const layers of [55, 128]) {
    const { mounting, recording } = await ofOurs(layers, "kernel");
    counts.set(layers, { proof: mounting.length - bare, record: recording.length });
    assert.is(mounting.filter(({ name }) => name === "mount").length, 1, lines(mounting).join("\n"));
  }
  const [few, many] = [counts.get(55), counts.get(128)];
  console.log(`the proof adds ${many?.proof} system calls to ${bare}, the record ${many?.record}`);
  assert.equal(many, few);
  assert.ok((many?.proof ?? 0) > 0, "a proof looks at something");
});

testUnless(test, missing, "proof identity looks at every layer twice", async () => {
  const [kernel, identity] = [await ofOurs(20, "kernel"), await ofOurs(20, "identity")];
  const looks = (traced: Traced) => traced.mounting.filter(({ name }) => name === "statx").length;
  assert.is(looks(identity) - looks(kernel), 40, lines(identity.mounting).join("\n"));
});

test.run();
