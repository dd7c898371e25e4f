/**
 * Bugs that are planted one at a time into a copy of the core's sources, which runs as plain TypeScript: the campaign
 * must find each by its properties alone.
 */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { type Build, Built, type Edge } from "../core/build.ts";
import { DEATHS } from "./planted-deaths.ts";
import { MAPPED } from "./planted-maps.ts";

/** A bug: one text of one file, and what stands there instead. */
export interface Bug {
  readonly name: string;
  readonly file: string;
  readonly instead: readonly [right: string, wrong: string];
  /** It must be found within so many runs of the test's seed. */
  readonly within: number;
}

const UNDO = "undo/undo.ts";
const PAST = "undo/past.ts";
const TAKE_DOWN = "undo/take-down.ts";

export const BUGS: readonly Bug[] = [
  {
    name: "undo goes forward",
    file: UNDO,
    instead: ["takeBack(history, deeds[i],", "takeBack(history, deeds[deeds.length - 1 - i],"],
    within: 500,
  },
  {
    name: "a directory that was made is not undone",
    file: PAST,
    instead: ["if (code == OP_MKDIR || code == OP_RENAME) {", "if (code == OP_RENAME) {"],
    within: 500,
  },
  {
    name: "mount(2) is not undone",
    file: PAST,
    instead: ["code == OP_MOUNT && (", "code == OP_MOUNT && i < 0 && ("],
    within: 2000,
  },
  {
    name: "move_mount(2) is not undone",
    file: PAST,
    instead: ["if (code != OP_MOVE_MOUNT ||", "if (code == OP_MOVE_MOUNT ||"],
    within: 3000,
  },
  {
    name: "what is left is not named",
    file: UNDO,
    instead: [
      "  else undone.stays(deed.path, ruleOf(",
      "  else ruleOf(deed.path.length); if (false) undone.stays(deed.path, ruleOf(",
    ],
    within: 5000,
  },
  {
    name: "a failure that leaves something says that all was undone",
    file: "run/fail-mount.ts",
    instead: ["if (undone.left.length > 0) verdict = Verdict.LEFT;", ""],
    within: 5000,
  },
  {
    name: "any directory by that name is removed",
    file: "undo/directories.ts",
    instead: ["if (deed.root != 0) same(program,", "if (deed.root < 0) same(program,"],
    within: 40_000,
  },
  {
    name: "whatever is mounted there is taken for ours",
    file: "undo/learn-id.ts",
    instead: ["if (deed.seen == 0 ? !deed.certain : common(id, deed.seen, 8) != 8) return 0;", "return id;"],
    within: 10_000,
  },
  {
    name: "an unmount compares no identity",
    file: "undo/unmount.ts",
    instead: ["if (mount.id.length > 0) u.identity", "if (mount.id.length > 8) u.identity"],
    within: 5000,
  },
  {
    name: "what is elsewhere is taken for gone",
    file: "run/take-recorded.ts",
    instead: ["if (isGone || result.taken == Taken.STRANGER) {", "if (result.taken == Taken.STRANGER) {"],
    within: 5000,
  },
  {
    name: "a busy mount is tried again forever",
    file: TAKE_DOWN,
    instead: ["const patient = result.paused + pauseBefore(attempt + 1) <= patience && ", "const patient = "],
    within: 5000,
  },
  {
    name: "every unmount is lazy",
    file: "undo/unmount.ts",
    instead: ["(mount.tree || mount.lazy ? MNT_DETACH : 0)", "MNT_DETACH"],
    within: 200,
  },
  {
    name: "a sub-target that is the root is mounted on",
    file: "run/survey-target.ts",
    instead: ["if (sub.length == 0) return;", "if (sub.length >= 0) return;"],
    within: 5000,
  },
  {
    name: "the root of a list is unmounted first",
    file: "run/unmount-run.ts",
    instead: ["const identity = mounts.get(i);", "const identity = mounts.get(mounts.length - 1 - i);"],
    within: 5000,
  },
  {
    name: "one byte too many in the option page",
    file: "ways/budgets.ts",
    instead: ["return capabilities.pageSize - 1;", "return capabilities.pageSize;"],
    within: 20_000,
  },
  {
    name: "a colon is not counted",
    file: "ways/page.ts",
    instead: ["let length = 9 + naming.layers.length - 1", "let length = 9 + naming.layers.length - 2"],
    within: 20_000,
  },
  {
    name: "layers in the wrong order",
    file: "names/naming.ts",
    instead: ["named[i] = name;", "named[named.length - 1 - i] = name;"],
    within: 100,
  },
  {
    name: "the lowest layer is left out",
    file: "ways/page.ts",
    instead: [
      "for (let i = 0; i < naming.layers.length; i++) {\n    if (i > 0)",
      "for (let i = 0; i < naming.layers.length - 1; i++) {\n    if (i > 0)",
    ],
    within: 100,
  },
  {
    name: "a view forgets the upperdir",
    file: "plan/view.ts",
    instead: ["const layers: Bytes[] = [upper];", "const layers: Bytes[] = [];"],
    within: 1000,
  },
  {
    name: "a view keeps the upperdir",
    file: "plan/view.ts",
    instead: ["  meaning.upper = null;\n  meaning.work = null;\n", ""],
    within: 5000,
  },
  {
    name: "a user's gid is not among the gids",
    file: "users/resolve.ts",
    instead: ["if (!holds(found.gids, found.gid)) {", "if (holds(found.gids, -1)) {"],
    within: 10_000,
  },
  {
    name: "a comma in a name is not escaped",
    file: "words/escape.ts",
    instead: ["return byte == COMMA || byte == COLON ||", "return byte == COLON ||"],
    within: 2000,
  },
  ...MAPPED,
  ...DEATHS,
];

const CORE = new URL("../../core-wasm/", import.meta.url).pathname;

/** The core with a bug, from a copy of its sources in a directory that is there for it. @throws where it fits not. */
export async function buggy({ file, instead: [right, wrong] }: Bug, directory: string): Promise<Build> {
  cpSync(CORE, directory, { recursive: true });
  const path = `${directory}/${file}`;
  const text = readFileSync(path, "utf8");
  if (text.split(right).length !== 2) throw new Error(`${file} does not hold this once: ${right}`);
  writeFileSync(
    path,
    text.replace(right, () => wrong),
  );
  const edge: Edge = await import(`${directory}/edge/edge.ts`);
  const { plainMemory }: { plainMemory(): Uint8Array } = await import(`${directory}/memory/memory.ts`);
  return new Built(edge, plainMemory());
}
