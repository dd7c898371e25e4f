/** Parts of a scenario that are drawn by themselves. */
import type { Random } from "../model/random.ts";
import { type Mapping, OWNERS, PASSWDS, type Scenario, type Sought } from "./scenario.ts";

const USERS = ["root", "guest", "nobody", "405", "1000", "guest:users", "guest:nobody", "0:users", "", "a:b:c", "-1"];

export function sought(random: Random): Sought {
  const groups = random.once(3) ? [random.of(["users", "nobody", "7"])] : [];
  const passwd = random.once(6) ? undefined : random.of([...PASSWDS, "a file" as const]);
  return { user: random.of(USERS), groups, ...(passwd && { passwd }) };
}

const GOOD = "0:100000:65536";
/** Maps that are good, alone, or wrong, each in its own way. */
const MAPS: readonly (readonly string[])[] = [
  ["uidmap=0:100000:65536", "gidmap=0:100000:65536"],
  ["uidmap=0:100000:65536,70000:0:1", "gidmap=0:100000:1,1:100001:65535"],
  ...[`${GOOD},5:9:1`, `${GOOD},70000:100005:1`, "0:4294967296:1", "0:1:0", "0:-1:5", "0:1", "0:1:x"].map((map) => [
    `uidmap=${GOOD}`,
    `gidmap=${map}`,
  ]),
  [`uidmap=${Array.from({ length: 341 }, (_, i) => `${2 * i}:${2 * i}:1`).join()}`, `gidmap=${GOOD}`],
  [`uidmap=${Array.from({ length: 200 }, (_, i) => `${4e9 + i}:${4e9 + i}:1`).join()}`, `gidmap=${GOOD}`],
];

export function mapping(random: Random): Mapping {
  const words = random.once(4) ? random.of(MAPS) : (MAPS[0] ?? []);
  const owner = random.once(2) ? "root of the maps" : random.of(OWNERS);
  const apart = random.once(3) ? random.of(["tmpfs", "tmpfs", "ramfs"] as const) : undefined;
  return { words, owner, chown: random.once(2), ...(apart && { apart }), ...(random.once(20) && { bare: true }) };
}

export const OTHERS = ["its directory", "a mount in it"] as const;
export const IMAGES = [
  [0, 0],
  [0, 0],
  [1, 1],
  [1, 0],
  [0, 1],
] as const;
export const EROFS_WORDS = [["ro"], ["ro", "nosuid"], ["noacl"], ["bogus"]];

/** Taking back takes fewer effects than mounting. */
const SPAN_BACK = 24;

export function relapses(random: Random): Pick<Scenario, "relapses"> {
  const count = random.of([0, 0, 1, 1, 2, 4]);
  return count === 0 ? {} : { relapses: Array.from({ length: count }, () => random.below(SPAN_BACK)) };
}
