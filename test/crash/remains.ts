/** What a process that died left, once a later one has taken back what it did. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { list, recover, unmount } from "../../host/index.ts";
import type { Place } from "../cases/place.ts";
import { KERNELS_OWN } from "../model/layers.ts";

/** What is there without the run. */
export interface Before {
  readonly mounts: readonly string[];
  readonly names: readonly string[];
}

const WORKDIR = "work";

const mountLines = (): string[] => readFileSync("/proc/self/mountinfo", "latin1").trim().split("\n");

/** Names beneath a directory, but for layers, the state, and what overlayfs keeps in a workdir. */
function namesIn(directory: string, at = ""): string[] {
  return readdirSync(`${directory}/${at}`, { withFileTypes: true }).flatMap((entry) => {
    const name = `${at}/${entry.name}`;
    if (name.endsWith(`/${WORKDIR}/${KERNELS_OWN}`) || name === "/layers" || name === "/state") return [];
    return entry.isDirectory() ? [name, ...namesIn(directory, name)] : [name];
  });
}

/** As it is now. */
export function lookAt(place: Place): Before {
  return { mounts: mountLines(), names: namesIn(place.directory) };
}

/** What every process shares; an owner's file goes when nothing of its is left. */
const KEPT: ReadonlySet<string> = new Set(["capabilities.json", "views", "uppers"]);

/** What had been done when the process died. */
export type Died = "nothing" | "undone" | "finished";

/** Takes back what is to be taken back; what was mounted and recorded is taken down. All must be as before. */
export async function cleared(place: Place, before: Before, told: string): Promise<Died> {
  const state = place.at("state");
  const { runs } = await recover({ state });
  const bad = runs.filter(({ recovery }) => recovery !== "undone" && recovery !== "finished");
  assert.equal(bad, [], told);
  const { mounts } = await list({ state });
  for (const { target } of mounts) {
    // It may have died when it had taken the mounts down, and not the record yet.
    await unmount(target, { state });
  }
  const again = await recover({ state });
  assert.equal(again.runs, [], `${told}: it is taken back once`);
  assert.equal(mountLines(), before.mounts, told);
  assert.equal(namesIn(place.directory), before.names, told);
  for (const name of ["uppers", "views"]) {
    const directory = `${state}/${name}`;
    assert.equal(existsSync(directory) ? readdirSync(directory) : [], [], `${told}: ${name}`);
  }
  const left = readdirSync(state).filter((name) => !KEPT.has(name));
  assert.equal(left, [], told);
  if (mounts.length > 0) return "finished";
  return runs.length > 0 ? "undone" : "nothing";
}
