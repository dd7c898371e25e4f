/** Sub-targets that lead to the root itself. */
import { LayermountError } from "../../../host/errors.ts";
import { mount, type Stage, tmpfs } from "../scenes/scene.ts";
import { type Case, equal } from "./case.ts";

async function refused(stage: Stage, sub: string, ...before: readonly string[]): Promise<void> {
  stage.directory("source/from");
  stage.directory("target");
  stage.symlink("source/dot", ".");
  stage.symlink("source/slash", "/");
  stage.symlink("source/out", "../../..");
  const root = { type: "bind", source: stage.at("source"), options: ["bind"] };
  const error: unknown = await mount(stage, "target", [root, ...before.map(tmpfs), tmpfs(sub)]).catch(
    (thrown) => thrown,
  );
  if (!(error instanceof LayermountError)) throw new Error(`${sub} was mounted on`);
  const { kind, rule, mount: index } = error;
  equal("the answer", [kind, rule, index], ["failed", "list.sub-is-root", 1 + before.length]);
  equal("the table", stage.mounted(), []);
}

const leading = (sub: string, ...before: readonly string[]): Case => ({
  name: `${sub}${before.length > 0 ? `, after ${before.join(", ")}` : ""}: refused by rule, and all is undone`,
  play: (stage) => refused(stage, sub, ...before),
});

export const targets: readonly Case[] = [
  leading("from/.."),
  leading("from/../.."),
  leading("dot"),
  leading("slash"),
  leading("out"),
  leading("dot", "from"),
  leading("from/..", "from"),
];
