import type { MountOutcome } from "../../../host/planner/generated/types.ts";
import { type Ended, mount, type Stage, tmpfs } from "../scenes/scene.ts";

/** One case: it plays on a stage, and throws what is wrong. */
export interface Case {
  readonly name: string;
  /**
   * A tmpfs follows another one at once: old id, device and root inode are the same then, and before Linux 6.8 nothing
   * else tells them apart.
   */
  readonly unique?: true;
  readonly play: (stage: Stage) => Promise<void>;
}

/** A tmpfs at `target`, whose directory is there. */
export async function mounted(stage: Stage, target = "target", ...below: readonly string[]): Promise<MountOutcome> {
  stage.directory(target);
  const source = `${target}-source`;
  for (const name of below) stage.directory(`${source}/${name}`);
  // Sub-targets must be there in the root: it shows a directory that has them.
  const root = below.length === 0 ? tmpfs() : bind(stage, source);
  return mount(stage, target, [root, ...below.map(tmpfs)]);
}

function bind(stage: Stage, source: string) {
  return { type: "bind", source: stage.at(source), options: ["bind"] };
}

/** What an unmount answered, in a few words that can be compared. */
export function told(stage: Stage, ended: Ended): object {
  const name = (path: Uint8Array | string) => {
    const text = typeof path === "string" ? path : Buffer.from(path).toString("latin1");
    return text.startsWith(`${stage.at("")}/`) ? text.slice(stage.at("").length + 1) : text;
  };
  if ("unmounted" in ended) {
    const { unmounted, gone, removedTarget, notes } = ended.unmounted;
    const said = notes.map(({ rule, left }) => (left.length > 0 ? `${rule}: ${name(left)}` : rule));
    return { unmounted, gone, ...(removedTarget && { removedTarget }), ...(said.length > 0 && { notes: said }) };
  }
  const { kind, rule, left, also } = ended.error;
  return {
    answer: `${kind} by ${rule}`,
    ...(left.length > 0 && { left: left.map(name) }),
    ...(also.length > 0 && { also: also.map((note) => note.rule) }),
  };
}

/** @throws Error unless both have the same JSON. */
export function equal(what: string, got: unknown, wanted: unknown): void {
  const [one, other] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${what}: ${one}, wanted ${other}`);
}

/** Unmounts, and compares the answer and what is mounted then. */
export async function expect(
  stage: Stage,
  ended: Promise<Ended>,
  wanted: object,
  mounted: readonly string[] = [],
): Promise<void> {
  equal("the answer", told(stage, await ended), wanted);
  // A mount that was moved stands elsewhere in the table.
  equal("the table", stage.mounted().sort(), [...mounted].sort());
}
