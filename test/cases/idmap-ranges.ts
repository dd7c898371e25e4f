/** Maps that are refused before anything is done, whatever the kernel. */
import type { Case } from "./case.ts";
import { mappedBind } from "./mapped.ts";

/** Maps that no kernel would take, or that wrap: the range that is wrong is named. */
const WRONG: readonly (readonly [rule: string, named: string, uid: string, gid?: string])[] = [
  ["idmap.alone", "the uid map", "uidmap=0:1:2", ""],
  ["idmap.format", "0:1", "uidmap=0:1"],
  ["idmap.format", "", "uidmap="],
  ["idmap.format", " 0:1:2", "uidmap= 0:1:2"],
  ["idmap.format", "0:1:2 ", "uidmap=0:1:2 "],
  ["idmap.format", "0:1:2:3", "uidmap=0:1:2:3"],
  ["idmap.format", "0x0:1:2", "uidmap=0:100:5,0x0:1:2"],
  ["idmap.negative", "0:-1:2", "uidmap=0:-1:2"],
  ["idmap.empty", "7:8:0", "uidmap=0:1:2,7:8:0"],
  ["idmap.overflow", "0:4294967296:1", "uidmap=0:4294967296:1"],
  ["idmap.overflow", "4294967295:0:1", "uidmap=4294967295:0:1"],
  ["idmap.overflow", "1:1:4294967295", "uidmap=1:1:4294967295"],
  ["idmap.overflow", "0:0:99999999999999999999", "uidmap=0:0:99999999999999999999"],
  ["idmap.overlap-container", "5:200:10", "uidmap=0:100:10,5:200:10"],
  ["idmap.overlap-host", "50:105:10", "uidmap=0:100:10,50:105:10"],
  ["idmap.many", "3400:3400:1", `uidmap=${Array.from({ length: 341 }, (_, i) => `${i * 10}:${i * 10}:1`).join()}`],
  ["idmap.long", ":1", `uidmap=${Array.from({ length: 250 }, (_, i) => `${4e9 + i}:${4e9 + i}:1`).join()}`],
];

/** Each names the range that is wrong. */
export const ranges: readonly Case[] = WRONG.map(([rule, named, uid, gid = "gidmap=0:1:2"], i) => ({
  name: `id maps: ${rule} ${i}`,
  expect: [{ outcome: "refused", rule, mount: 0, sentence: named }],
  build: (place) => mappedBind(place, ["bind", uid, ...(gid === "" ? [] : [gid])]),
}));
