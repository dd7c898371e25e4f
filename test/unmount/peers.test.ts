/**
 * A recursive bind by mount(2) alone is for a moment a peer of what it copies. What takes it back when the run fails in
 * that moment must not take the source's own mounts along: the copies leave the peer group first.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { probeKernel } from "../../host/capabilities/probe.ts";
import { Session } from "../../host/linux/session.ts";
import { planner } from "../../host/planner/planner.ts";
import { ProgramView } from "../core/program-view.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { real } from "./scenes/real.ts";
import { mount, rbind, type Stage } from "./scenes/scene.ts";
import { simulated } from "./scenes/simulated.ts";

const OPERATION = 40;

/** The same program, whose first look after its mount(2) is at a name that is none: it stops there. */
function stopped(program: Uint8Array): Uint8Array {
  const { ops } = new ProgramView(program);
  const made = ops.findIndex(({ op, args: [, , , flags = 0] }) => op === "mount" && (flags & 0x4000) !== 0);
  const look = ops.findIndex(({ op }, i) => made >= 0 && i > made && op === "open");
  if (look < 0) return program;
  const copy = program.slice();
  const view = new DataView(copy.buffer);
  const first = view.getUint32(12, true);
  // The byte before the operations is the arena's last NUL: an empty name.
  view.setUint32(first + look * OPERATION + 8 + 4, first - 1, true);
  return copy;
}

function failing(stage: Stage): Stage {
  const { driver } = stage;
  return { ...stage, driver: { run: (program, bytes) => driver.run(stopped(program), bytes) } };
}

async function play(stage: Stage): Promise<void> {
  stage.directory("source");
  stage.tmpfs("source");
  stage.share("source");
  stage.directory("source/below");
  stage.tmpfs("source/below");
  stage.directory("target");
  const error: unknown = await mount(failing(stage), "target", [rbind(stage, "source")]).catch((thrown) => thrown);
  assert.instance(error, Error);
  assert.equal(stage.mounted(), ["source", "source/below"]);
}

if (inPrivateNamespace(import.meta.filename)) {
  const session = new Session();
  const found = await probeKernel(await planner(), session);
  await session.close();
  const without = (...names: readonly string[]) => {
    const lacking = Object.fromEntries(names.map((name) => [name, false]));
    return { ...found, features: { ...found.features, ...lacking } };
  };
  const stages: Readonly<Record<string, () => Stage>> = {
    "the real kernel, by mount_setattr": () => real(without("openTree", "moveMount", "fsopen")),
    "the real kernel, by mount(2)": () => real(without("openTree", "moveMount", "fsopen", "mountSetattr")),
    "simulated 5.10": () => simulated("5.10"),
  };
  for (const [name, open] of Object.entries(stages)) {
    test(`${name}: the source keeps its mounts`, async () => {
      const stage = open();
      try {
        await play(stage);
      } finally {
        await stage.end();
      }
    });
  }
  test.run();
}
