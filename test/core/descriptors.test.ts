/**
 * Programs hold registers, never numbers of descriptors: on the real kernel, with few descriptors open and with many.
 */

import { type Pointer, toArrayBuffer } from "bun:ffi";
import { closeSync, openSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type MountRequest, probe } from "../../host/index.ts";
import { plannedRequest } from "../../host/library/request.ts";
import { type Shim, shim } from "../../host/linux/shim.ts";
import type { Capabilities, Way } from "../../host/planner/generated/types.ts";
import { planner } from "../../host/planner/planner.ts";
import { carryOut } from "../../host/run/carry-out.ts";
import { makeLayers } from "../shim/mounts.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { inMemory, temporary } from "../support/temporary.ts";

const WAYS: readonly Way[] = ["relative", "prefix", "strings", "descriptors", "mixed"];
const ROOM = 1 << 20;

/** Carries programs out in memory that can be looked at, and keeps their bytes. */
class Watched {
  readonly programs: Uint8Array[] = [];
  readonly #native: Shim = shim();
  readonly #state = this.#mapped(this.#native.lm_session_bytes());
  readonly #memory = this.#mapped(2 * ROOM);
  readonly #bytes = new Uint8Array(toArrayBuffer(this.#memory, 0, 2 * ROOM));

  constructor() {
    assert.is(this.#native.lm_init(this.#state), 0);
  }

  async run(program: Uint8Array, room: number): Promise<Uint8Array> {
    const before = program.slice();
    this.programs.push(before);
    this.#bytes.set(program);
    const observation = (this.#memory + ROOM) as Pointer;
    assert.is(this.#native.lm_run(this.#state, this.#memory, before.length, observation, room), 0);
    assert.ok(
      Buffer.from(before).equals(this.#bytes.subarray(0, before.length)),
      "the program is another one afterwards",
    );
    const seen = this.#bytes.slice(ROOM, ROOM + room);
    assert.not.match(Buffer.from(seen).toString("latin1"), /\/proc\/self\/fd\/\d/, "an observation holds a number");
    return seen;
  }

  close(): void {
    assert.is(this.#native.lm_held(this.#state), 0, "descriptors are left");
    this.#native.lm_unmap(this.#state, this.#native.lm_session_bytes());
    this.#native.lm_unmap(this.#memory, 2 * ROOM);
  }

  #mapped(bytes: number): Pointer {
    const at = this.#native.lm_map(bytes);
    if (at === null) throw new Error("no memory");
    return at;
  }
}

/** The programs of a mount and of taking it down again. */
async function programsOf(
  request: MountRequest,
  capabilities: Capabilities,
): Promise<[mount: Uint8Array[], rest: Uint8Array[]]> {
  const watched = new Watched();
  const { answer } = await carryOut(await planner(), watched, plannedRequest(request), capabilities);
  const mounting = watched.programs.splice(0);
  if (answer.tag !== "mounted") throw new Error(`the mount ended as ${answer.tag}`);
  const mounts = answer.value.mounts.map(({ identity }) => identity);
  const value = {
    target: request.target,
    mounts,
    any: false,
    patience: 2000,
    removeTarget: false,
    lazy: false,
    elsewhere: 0,
  };
  const ended = await carryOut(await planner(), watched, { tag: "unmount", value }, capabilities);
  assert.is(ended.answer.tag, "unmounted");
  watched.close();
  return [mounting, watched.programs];
}

async function withManyOpen<T>(count: number, work: () => Promise<T>): Promise<T> {
  const open = Array.from({ length: count }, () => openSync("/dev/null", "r"));
  try {
    return await work();
  } finally {
    for (const fd of open) closeSync(fd);
  }
}

if (inPrivateNamespace(import.meta.filename)) {
  inMemory();
  const { path } = temporary("descriptors");
  const lowers = makeLayers(path, 5).map((name) => `${path}/${name}`);
  const { capabilities } = await probe(path);

  for (const way of WAYS) {
    test(`${way}: the same program with numbers of one digit, of three and of four`, async () => {
      const root = { type: "overlay", lowers, upper: `${path}/upper`, work: `${path}/work` };
      const request = { mounts: [root], target: `${path}/merged`, way, proof: "identity" } as const;
      const [few, last] = await programsOf(request, capabilities);
      for (const count of [150, 1200]) {
        const [many, rest] = await withManyOpen(count, () => programsOf(request, capabilities));
        assert.equal(many, few, `${count} more descriptors open`);
        assert.is(rest.length, last.length);
      }
      assert.ok(few.length > 0 && last.length > 0);
    });
  }
}

test.run();
