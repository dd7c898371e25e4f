/** A mount that fails, and what it did cannot all be taken back: why is told beside the cause. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError } from "../../host/errors.ts";
import { KERNELS } from "../simulated-kernel/rules.ts";
import { mount, type Stage, tmpfs } from "./scenes/scene.ts";
import { simulated } from "./scenes/simulated.ts";

/** The root is there, then something happens, and the second mount of the list fails. */
async function failing(stage: Stage, meanwhile: () => void): Promise<LayermountError> {
  stage.directory("target");
  let programs = 0;
  stage.afterProgram = () => {
    if (++programs === 1) meanwhile();
  };
  const error: unknown = await mount(stage, "target", [tmpfs(), tmpfs("nowhere")]).catch((thrown: unknown) => thrown);
  if (!(error instanceof LayermountError)) throw new Error("it was mounted");
  return error;
}

for (const kernel of KERNELS) {
  test(`${kernel}: somebody uses the root: it is busy`, async () => {
    const stage = simulated(kernel);
    const { kind, rule, left, also } = await failing(stage, () => void stage.hold("target"));
    assert.equal([kind, rule, left], ["left", "target.missing", [stage.at("target")]]);
    assert.equal(
      also.map((note) => [note.rule, note.left, note.errno]),
      [["unmount.busy", stage.at("target"), 16]],
    );
  });

  test(`${kernel}: a stranger's mount lies on the root: it is not touched`, async () => {
    const stage = simulated(kernel);
    const { kind, left, also } = await failing(stage, () => stage.tmpfs("target"));
    assert.equal([kind, left], ["left", [stage.at("target")]]);
    assert.equal(stage.mounted(), ["target", "target"]);
    assert.is(also.length, 1);
    assert.match(also[0]?.rule ?? "", /^(?:unmount\.stranger|undo\.untold)$/);
  });

  test(`${kernel}: the directory that was made is another one now: it is left`, async () => {
    const stage = simulated(kernel);
    let programs = 0;
    stage.afterProgram = () => {
      if (++programs !== 1) return;
      stage.umount("made");
      stage.rename("made", "ours");
      stage.directory("made");
    };
    const failed: unknown = await mount(stage, "made", [tmpfs(), tmpfs("nowhere")], true).catch((thrown) => thrown);
    const { left, also } = failed as LayermountError;
    assert.ok(left.includes(stage.at("made")), left.join());
    assert.ok(
      also.some(({ rule }) => rule === "unmount.directory-other"),
      also.map(({ rule }) => rule).join(),
    );
    assert.ok(stage.has("made") && stage.has("ours"));
  });
}

test.run();
