/** Random id maps: by words and typed, good ones and each that is wrong. */
import type { IdRange, MountRequest } from "../../host/planner/generated/types.ts";
import type { Random } from "../model/random.ts";
import { bytes } from "../support/names.ts";
import { letters, path } from "./random-names.ts";

/** Registers of user namespaces, 32 of them. */
const FIRST = 960;
const COUNT = 32;

const lines = (count: number, from: number) => Array.from({ length: count }, (_, i) => `${from + 2 * i}:${2 * i}:1`);
const GOOD = ["0:100000:65536", "0:100000:1000,1000:0:1", "0:0:4294967295", "5:6:7"];
const BAD = ["", "0:1", "0:1:2:3", " 0:1:2", "0:-1:2", "0:1:0", "0:4294967296:1", "1:0:4294967295"];
const MORE_BAD = ["0:0:9,5:20:9", "0:0:9,20:5:9", lines(341, 0).join(), lines(300, 4e9).join()];

function map(random: Random): string {
  if (random.once(4)) return random.of([...BAD, ...MORE_BAD]);
  return random.once(10) ? `0:${100_000 + random.below(99)}:65536` : random.of(GOOD);
}

function typed(text: string): IdRange[] {
  return text.split(",").flatMap((range) => {
    if (!/^-?\d+:-?\d+:-?\d+$/.test(range)) return [];
    const [container = 0n, host = 0n, size = 0n] = range.split(":").map((id) => BigInt.asUintN(64, BigInt(id)));
    return { container, host, size };
  });
}

/** What a mount has of maps: words, ranges, both, or one of them only. */
export function maps(random: Random): { words: Uint8Array[]; uidMap?: IdRange[]; gidMap?: IdRange[] } {
  if (!random.once(5)) return { words: [] };
  const [uid, gid] = [map(random), map(random)];
  const words = [`uidmap=${uid}`, `gidmap=${gid}`].filter(() => !random.once(25)).map(bytes);
  if (!random.once(3)) return { words };
  const ranges = { uidMap: typed(uid), gidMap: typed(gid) };
  return random.once(8) ? { words, ...ranges } : { words: [], ...ranges };
}

/** What a host holds and gives for them. */
export function lent(random: Random): Pick<MountRequest, "userNamespaces" | "scratch"> {
  const full = random.once(12);
  const held = Array.from({ length: full ? COUNT : random.below(3) }, (_, i) => ({
    uidMap: bytes(random.once(2) ? "0 100000 65536\n" : `${i} 7 1\n`),
    gidMap: bytes("0 100000 65536\n"),
    register: random.once(30) ? random.below(2 ** 32) : FIRST + i,
  }));
  const scratch = random.once(8) ? undefined : { directory: bytes(path(random)), token: bytes(letters(random, 9)) };
  return { userNamespaces: random.once(2) ? held : undefined, scratch };
}
