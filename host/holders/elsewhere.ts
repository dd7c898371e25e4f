import { bytesOf, joined } from "../bytes.ts";
import { asked, FILE, withSession } from "../linux/asked.ts";
import { AT_EMPTY_PATH, O_DIRECTORY, O_PATH } from "../linux/numbers.ts";
import { CWD } from "../linux/program.ts";
import type { Session } from "../linux/session.ts";
import { escapedPath, placeIn } from "./mountinfo.ts";
import { byId, namespaceOf, othersTables, ownTable } from "./namespaces.ts";
import { processes } from "./processes.ts";

const STATX = 0x7ff | 0x1000;
const PATH_BYTES = 4096;
const SLASH = 0x2f;

/**
 * In how many other mount namespaces something is mounted on a directory, whatever is mounted on it here. What would be
 * unmounted along with that is not counted.
 */
export function mountedElsewhere(path: Uint8Array): Promise<number> {
  return withSession(async (session) => {
    const own = byId(await ownTable(session));
    const at = await placeOf(session, path);
    const parent = at && own.get(Number(at.mountId));
    if (!at || !parent) return 0;
    const place = placeIn(parent, { point: escapedPath(at.path) });
    const namespace = await namespaceOf(session);
    let count = 0;
    for await (const table of othersTables(session, await processes(session), namespace)) {
      const there = byId(table);
      const stays = table.some((one) => {
        const above = there.get(one.parent);
        if (above === undefined || placeIn(above, one) !== place) return false;
        const goes = parent.shared !== 0 && (above.shared === parent.shared || above.master === parent.shared);
        return !goes || table.some((child) => child.parent === one.id);
      });
      if (stays) count++;
    }
    return count;
  });
}

/** The directory that holds a path, by its mount, and the path without symlinks. */
async function placeOf(session: Session, path: Uint8Array): Promise<{ mountId: bigint; path: Uint8Array } | undefined> {
  const slash = path.lastIndexOf(SLASH);
  const [observation, { stat, real }] = await asked(session, (builder) => {
    builder.open(FILE, CWD, slash > 0 ? path.subarray(0, slash) : "/", O_PATH | O_DIRECTORY, 0, true);
    const stat = builder.statx(FILE, "", AT_EMPTY_PATH, STATX, true);
    const real = builder.fdpath(FILE, PATH_BYTES, true);
    builder.close(FILE, true);
    return { stat, real };
  });
  if (observation.result(stat.index) !== 0 || observation.result(real.index) <= 0) return undefined;
  const above = observation.bytes(real);
  const isRoot = above.length === 1;
  const whole = joined([isRoot ? new Uint8Array() : above, bytesOf("/"), path.subarray(slash + 1)]);
  return { mountId: observation.stat(stat).mountId, path: whole };
}
