// The demo's command: run in the namespaces of an ordinary user, it looks at the root there and writes through it.
// `inside.ts FILE`: what is to be there, as scripts/demo/ordinary.ts wrote it.
import { readFileSync } from "node:fs";
import { type Line, mountTable } from "../../test/proof/mountinfo.ts";
import { lookOurselves, type Seen, write } from "./check.ts";

/** What is told to the command. */
export interface Told {
  readonly seen: Omit<Seen, "target">;
  /** The mount table outside. */
  readonly outside: readonly Line[];
}

const { LAYERMOUNT_ROOT: target = "" } = process.env;
const { seen, outside } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Told;
// In a new namespace every mount has a new id; all else of the inherited ones is as outside.
const key = ({ root, point, type, source }: Line) => JSON.stringify([root, point, type, source]);
const inherited = new Set(outside.map(key));
const now = mountTable();
const fresh = now.filter((one) => !inherited.has(key(one)));
if (fresh.length !== 1) throw new Error(`${fresh.length} mounts are here and not outside`);
lookOurselves(
  { ...seen, target },
  now.filter((one) => !fresh.includes(one)),
);
write({ ...seen, target });
