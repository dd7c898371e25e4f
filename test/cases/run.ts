import { LayermountError, type Mounted } from "../../host/index.ts";
import type { Tree } from "../model/entry.ts";
import { prove } from "../proof/independent.ts";
import { type Line, mountTable, newLines } from "../proof/mountinfo.ts";
import { name } from "../support/names.ts";
import { differences, lookAround } from "../support/table.ts";
import { readTree, treeDifferences } from "../support/tree.ts";
import type { Built, Case, Expect } from "./case.ts";
import type { Driver } from "./driver.ts";
import { kernelPaths, meets, says, told } from "./expected.ts";
import { Place } from "./place.ts";

/** What came of a case, for a matrix or a count. */
export interface Result {
  readonly outcome: Expect["outcome"] | "left" | "fault";
  readonly way?: string;
  readonly rule?: string;
}

/** Everything that must hold while it is mounted. */
async function look(built: Built, mounted: Mounted, before: readonly Line[]): Promise<void> {
  const fresh = newLines(before);
  const wanted = built.mounts ?? 1;
  if (fresh.length !== wanted) throw new Error(`${fresh.length} new mounts, wanted ${wanted}`);
  const target = name(mounted.target);
  let model: Tree | undefined;
  for (const { at, tree } of built.shows ?? []) {
    const wanted = tree();
    if (at === "") model ??= wanted;
    const wrong = treeDifferences(wanted, readTree(at === "" ? target : `${target}/${at}`));
    if (wrong.length > 0) throw new Error(`the tree differs:\n${wrong.slice(0, 10).join("\n")}`);
  }
  if (model !== undefined && built.lowers !== undefined && fresh.some((line) => line.type === "overlay")) {
    const { upper, lowers } = built;
    const layers = upper === undefined ? lowers : [upper, ...lowers];
    const claim = { target: fresh[0]?.point ?? "", layers, model, before, watched: true as const };
    if (wanted === 1) prove(upper === undefined ? claim : { ...claim, upper });
  }
  await built.check?.(mounted);
}

async function carryOut(built: Built, driver: Driver): Promise<Mounted | LayermountError> {
  try {
    return await driver.mount(built.request, built.options);
  } catch (error) {
    if (error instanceof LayermountError) return error;
    throw error;
  }
}

async function runIn(place: Place, one: Case, driver: Driver): Promise<Result> {
  const built = await one.build(place);
  const mounts = mountTable();
  const elsewhere = (built.lowers ?? []).filter((layer) => !layer.startsWith(`${place.directory}/`));
  const watched = [place.directory, ...elsewhere];
  const before = lookAround(watched);
  const got = await carryOut(built, driver);
  try {
    const expected = driver.ordinary ? (one.ordinary ?? one.expect) : one.expect;
    if (!expected.some((expect) => meets(expect, got))) {
      throw new Error(`${told(got)}\nexpected: ${expected.map(says).join("; or ")}`);
    }
    if (!(got instanceof LayermountError)) await look(built, got, mounts);
  } finally {
    if (!(got instanceof LayermountError)) await got.unmount();
  }
  // Refused means that nothing was done: then not even the kernel may have touched upperdir or workdir.
  const touched =
    !(got instanceof LayermountError) || got.kind === "failed" ? [...kernelPaths(built), ...place.images] : [];
  const wrong = differences(before, lookAround(watched), touched);
  if (wrong.length > 0) throw new Error(`not as before:\n${wrong.slice(0, 10).join("\n")}`);
  if (got instanceof LayermountError) return { outcome: got.kind, rule: got.rule };
  return got.way === undefined ? { outcome: "mounted" } : { outcome: "mounted", way: got.way };
}

/** Runs one case by one driver and checks everything before, during and after; throws what is wrong. */
export async function runCase(one: Case, driver: Driver): Promise<Result> {
  const place = new Place("case", driver.abilities);
  let result: Result;
  try {
    result = await runIn(place, one, driver);
  } catch (error) {
    const left = place.remove();
    if (left.length > 0) process.stderr.write(`${one.name}: left mounted: ${left.join(", ")}\n`);
    throw error;
  }
  const left = place.remove();
  if (left.length > 0) throw new Error(`left mounted: ${left.join(", ")}`);
  return result;
}
