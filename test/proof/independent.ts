/**
 * Proof that a root is what was asked for, by looking: the mount table, contents
 * of files against the layers they must come from, and where a write goes.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Tree } from "../model/entry.ts";
import { onDisk, shown } from "../support/names.ts";
import { fingerprint } from "../support/table.ts";
import { type Line, mountTable, newLines } from "./mountinfo.ts";

/** What is claimed of a mounted overlay. */
export interface Claim {
  /** Absolute, one character a byte. */
  readonly target: string;
  /** Topmost first, an upperdir among them. */
  readonly layers: readonly string[];
  readonly upper?: string;
  readonly model: Tree;
  /** The mount table before. */
  readonly before: readonly Line[];
  /** The caller looks whether a layer is changed: walking through 500 of them takes longer than all else. */
  readonly watched?: true;
}

/** What was seen; every part of it was looked up, none is copied from the claim. */
export interface Evidence {
  readonly line: Line;
  /** Files whose content was compared, each with the layer that it came from. */
  readonly files: readonly { readonly path: string; readonly layer: number }[];
  /** Path beneath the upperdir at which the written file was found. */
  readonly written?: string;
}

function overlayLine(claim: Claim): Line {
  const fresh = newLines(claim.before).filter((line) => line.type === "overlay");
  const [line] = fresh;
  if (line === undefined || fresh.length !== 1) throw new Error(`${fresh.length} new overlays in the mount table`);
  if (line.point !== claim.target) throw new Error(`the new overlay is at ${shown(line.point)}`);
  const wanted = claim.upper === undefined ? "ro" : "rw";
  if (claim.upper !== undefined && !line.superOptions.includes("rw")) throw new Error(`read-only inside: ${line.text}`);
  if (claim.upper !== undefined && !line.options.includes(wanted)) throw new Error(`not ${wanted}: ${line.text}`);
  const stacked = mountTable().filter((other) => other.point === claim.target);
  if (stacked.at(-1)?.id !== line.id) throw new Error("something else is mounted on top");
  return line;
}

/** A file from each layer that shows one, read through the mount and from its layer. */
function compareFiles(claim: Claim): { path: string; layer: number }[] {
  const files: { path: string; layer: number }[] = [];
  const seen = new Set<number>();
  for (const [path, entry] of claim.model) {
    const [layer] = entry.layers;
    if (entry.kind !== "file" || layer === undefined || seen.has(layer)) continue;
    seen.add(layer);
    const merged = readFileSync(onDisk(`${claim.target}/${path}`));
    const own = readFileSync(onDisk(`${claim.layers[layer]}/${path}`));
    if (!merged.equals(own)) throw new Error(`${shown(path)} is not the one of layer ${layer}`);
    files.push({ path, layer });
  }
  return files;
}

function writeThrough(claim: Claim, upper: string): string {
  const name = `written-${process.pid}-${performance.now()}`;
  const lowers = claim.watched ? [] : claim.layers.filter((layer) => layer !== upper);
  const before = lowers.map((layer) => fingerprint(layer).join("\n"));
  writeFileSync(onDisk(`${claim.target}/${name}`), name);
  if (readFileSync(onDisk(`${upper}/${name}`), "latin1") !== name) throw new Error("the write did not reach upperdir");
  rmSync(onDisk(`${claim.target}/${name}`));
  if (existsSync(onDisk(`${upper}/${name}`))) throw new Error("the removal did not reach upperdir");
  lowers.forEach((layer, index) => {
    if (fingerprint(layer).join("\n") !== before[index]) throw new Error(`the write changed ${shown(layer)}`);
  });
  return name;
}

function refusesWrites(target: string): void {
  try {
    writeFileSync(onDisk(`${target}/written`), "");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EROFS") return;
    throw error;
  }
  throw new Error("a read-only root took a write");
}

/** Looks at everything claimed; throws the first thing that is not so. */
export function prove(claim: Claim): Evidence {
  const line = overlayLine(claim);
  const files = compareFiles(claim);
  if (files.length === 0) throw new Error("no file to compare");
  if (claim.upper === undefined) {
    refusesWrites(claim.target);
    return { line, files };
  }
  return { line, files, written: writeThrough(claim, claim.upper) };
}
