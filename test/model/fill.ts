import { chmodSync, chownSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { makeFifo, makeNullDevice, makeWhiteout, setAttribute } from "../support/libc.ts";
import { missingBytes, onDisk } from "../support/names.ts";
import type { Attributes } from "./overlay.ts";
import type { Random } from "./random.ts";

/** What a layer may hold; an ordinary user can make neither owners nor devices. */
export interface Abilities {
  readonly attributes: Attributes;
  readonly owners: boolean;
  readonly devices: boolean;
}

const COMPONENTS = ["a", "b", "bin", missingBytes ? "d\xc3\xbf" : "d\xff"];
const MODES = [0o644, 0o600, 0o755, 0o4755, 0o2711, 0o444];
const DIRECTORY_MODES = [0o755, 0o755, 0o700, 0o1777, 0o2775];

/** Makes the directories of a path; false where something else is in the way in this layer. */
function parents(layer: string, components: readonly string[]): boolean {
  let at = layer;
  for (const component of components) {
    at = `${at}/${component}`;
    const stat = lstatSync(onDisk(at), { throwIfNoEntry: false });
    if (stat === undefined) mkdirSync(onDisk(at));
    else if (!stat.isDirectory()) return false;
  }
  return true;
}

function own(path: string, mode: number, random: Random, able: Abilities): void {
  // Owner first: chown clears set-user-ID.
  if (able.owners && random.once(4)) chownSync(onDisk(path), random.below(3), 1000 + random.below(3));
  chmodSync(onDisk(path), mode);
}

/** One change, as a build step of an image makes it; the same few paths again and again, so that layers meet. */
function change(layer: string, content: string, random: Random, able: Abilities): void {
  const components = Array.from({ length: 1 + random.below(3) }, () => random.of(COMPONENTS));
  if (!parents(layer, components.slice(0, -1))) return;
  const path = `${layer}/${components.join("/")}`;
  if (lstatSync(onDisk(path), { throwIfNoEntry: false }) !== undefined) return;
  const what = random.below(20);
  if (what < 6) {
    writeFileSync(onDisk(path), content, "latin1");
    own(path, random.of(MODES), random, able);
  } else if (what < 11) {
    mkdirSync(onDisk(path));
    own(path, random.of(DIRECTORY_MODES), random, able);
  } else if (what < 14) {
    mkdirSync(onDisk(path));
    setAttribute(path, `${able.attributes}.overlay.opaque`, "y");
    writeFileSync(onDisk(`${path}/only`), content, "latin1");
  } else if (what < 16)
    symlinkSync(
      onDisk(random.of(["/etc/passwd", "../a", "nowhere", missingBytes ? "\xc3\xbf" : "\xff"])),
      onDisk(path),
    );
  else if (what < 19 || !able.devices) makeWhiteout(path);
  else if (random.once(2)) makeFifo(path);
  else makeNullDevice(path);
}

/**
 * Fills one layer: `top` names the highest layer, `from/N` every layer, some layers
 * delete the `from/N` of one below, and some changes come where the seed puts them.
 */
export function fill(layer: string, index: number, random: Random, able: Abilities): void {
  mkdirSync(onDisk(`${layer}/from`));
  writeFileSync(onDisk(`${layer}/top`), `layer ${index}\n`);
  writeFileSync(onDisk(`${layer}/from/${index}`), `layer ${index}\n`);
  if (index % 7 === 6) makeWhiteout(`${layer}/from/${index - 3}`);
  const changes = 3 + random.below(5);
  for (let n = 0; n < changes; n++) change(layer, `layer ${index} change ${n}\xfe\n`, random, able);
}
