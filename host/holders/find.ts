import { sameBytes } from "../bytes.ts";
import { asked, byteText, type Looking, withSession } from "../linux/asked.ts";
import { AT_SYMLINK_NOFOLLOW } from "../linux/numbers.ts";
import { CWD } from "../linux/program.ts";
import type { Holder, Holders } from "../types.ts";
import { type Entry, pathOf, placeIn } from "./mountinfo.ts";
import { byId, namespaceOf, othersTables, ownTable } from "./namespaces.ts";
import { type Process, processes, usersOf } from "./processes.ts";

const STATX = 0x7ff | 0x1000;

/** What is mounted at a path; undefined: nothing is. */
async function mountAt(session: Looking, path: Uint8Array): Promise<bigint | undefined> {
  const [observation, place] = await asked(session, (builder) =>
    builder.statx(CWD, path, AT_SYMLINK_NOFOLLOW, STATX, true),
  );
  if (observation.result(place.index) !== 0) return undefined;
  const { mountId, isMountRoot } = observation.stat(place);
  return isMountRoot ? mountId : undefined;
}

/** Copies of a mount that would be unmounted along with it: somebody who uses one of those is in the way, too. */
async function copies(
  session: Looking,
  entry: Entry,
  parent: Entry | undefined,
  all: readonly Process[],
  own: bigint,
): Promise<Entry[]> {
  if (parent === undefined || parent.shared === 0) return [];
  const place = placeIn(parent, entry);
  const found: Entry[] = [];
  for await (const table of othersTables(session, all, own)) {
    const known = byId(table);
    for (const one of table) {
      const above = known.get(one.parent);
      const gets = above !== undefined && (above.shared === parent.shared || above.master === parent.shared);
      const same = gets && one.device === entry.device && one.root === entry.root && placeIn(above, one) === place;
      // What has mounts in it stays where it is, and is in nobody's way.
      if (same && !table.some((child) => child.parent === one.id)) found.push(one);
    }
  }
  return found;
}

/**
 * Who uses what is mounted at a path, in a session of its own; undefined: nothing is mounted there. `there`: carries
 * programs out in the mount namespace that the path is of, where that is not this process's own.
 */
export function findHolders(path: Uint8Array, there?: Looking): Promise<Holders | undefined> {
  return withSession(async (session) => {
    const inside = there ?? session;
    const id = await mountAt(inside, path);
    if (id === undefined) return undefined;
    const own = await namespaceOf(inside);
    const table = await ownTable(inside);
    const all = await processes(session);
    const known = byId(table);
    const entry = known.get(Number(id));
    const others = entry ? await copies(session, entry, known.get(entry.parent), all, own) : [];
    const ids = new Set([id, ...others.map((copy) => BigInt(copy.id))]);
    const points = [...(entry ? [entry] : []), ...others].map(({ point }) => byteText(pathOf(point)));
    const users = await usersOf(session, all, { ids, points }, own);
    const beneath = table.filter(({ parent }) => BigInt(parent) === id).map(inIt);
    const unseen = all.filter(({ isSeen }) => !isSeen).length;
    return { target: path, mountId: id, holders: [...users, ...beneath], unseen };
  });
}

function inIt({ point }: Entry): Holder {
  return { by: "mount", pid: 0, command: "", path: pathOf(point) };
}

/** Where mounts lie in what is mounted at a path, whoever made them. */
export function findMountsIn(path: Uint8Array): Promise<Uint8Array[]> {
  return withSession(async (session) => {
    const table = await ownTable(session);
    const inside = new Set<number>();
    const paths: Uint8Array[] = [];
    // A mount stands behind its parent in the table, unless it was moved there.
    for (let before = -1; before < inside.size; ) {
      before = inside.size;
      for (const { id, parent, point } of table) {
        if (inside.has(id)) continue;
        const isAt = sameBytes(pathOf(point), path);
        if (!isAt && !inside.has(parent)) continue;
        inside.add(id);
        if (!isAt) paths.push(pathOf(point));
      }
    }
    return paths;
  });
}
