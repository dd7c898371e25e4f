/** What an ordinary user is told besides: layers of somebody who is not mapped, and words that do nothing. */
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type MountRequest, mount, plan, type Warning } from "../../host/index.ts";
import { stateDirectory } from "../kernel/library.ts";
import { inOrdinaryNamespace } from "../support/ordinary-namespace.ts";
import { temporary } from "../support/temporary.ts";

/** A directory of root's on every Linux: its owner is not mapped. */
const OF_ROOT = "/usr";

const said = (warnings: readonly Warning[]) =>
  warnings.map(({ rule, mount, layer, message }) => ({ rule, mount, layer, message: Buffer.from(message).toString() }));

async function warned(lowers: readonly string[], options: readonly string[] = [], proof?: "identity") {
  const place = temporary("warnings");
  for (const name of ["upper", "work", "target", "a", "b"]) mkdirSync(`${place.path}/${name}`);
  const own = lowers.map((lower) => (lower.startsWith("/") ? lower : `${place.path}/${lower}`));
  const root = { type: "overlay", lowers: own, upper: `${place.path}/upper`, work: `${place.path}/work`, options };
  const request: MountRequest = { mounts: [root], target: `${place.path}/target`, ...(proof && { proof }) };
  const planned = await plan(request);
  const mounted = await mount(request, { state: stateDirectory() });
  await mounted.unmount();
  place.remove();
  return { planned: said(planned.warnings), mounted: said(mounted.warnings) };
}

if (inOrdinaryNamespace(import.meta.filename)) {
  for (const proof of [undefined, "identity"] as const) {
    test(`a layer of root's above another one, proof ${proof ?? "kernel"}: told after the look, once`, async () => {
      const { planned, mounted } = await warned(["a", OF_ROOT, "b"], [], proof);
      assert.equal(planned, []);
      assert.equal(
        mounted.map(({ rule, mount, layer }) => ({ rule, mount, layer })),
        [{ rule: "ordinary.owner", mount: 0, layer: 1 }],
      );
      assert.match(mounted[0]?.message ?? "", /^1 of 3 layers .*, \/usr first/);
    });
  }

  test("layers of one's own: nothing", async () => {
    assert.equal(await warned(["a", "b"]), { planned: [], mounted: [] });
  });

  test("root's layer at the bottom: nothing lies below it that could be seen again", async () => {
    assert.equal(await warned(["a", OF_ROOT]), { planned: [], mounted: [] });
  });

  test("a word that does nothing: told in the plan already", async () => {
    const { planned, mounted } = await warned(["a", "b"], ["index=on"]);
    assert.equal(planned, mounted);
    assert.equal(
      planned.map(({ rule }) => rule),
      ["ordinary.no-effect"],
    );
  });

  test("the plan says why userxattr is there", async () => {
    const request = { mounts: [{ type: "overlay", lowers: ["/a", "/b"] }], target: "/target" };
    const { reasons } = await plan(request);
    assert.equal(
      reasons.map(({ rule, chosen }) => [rule, chosen]),
      [
        ["way.relative", "relative"],
        ["ordinary.userxattr", "userxattr"],
      ],
    );
    assert.equal((await plan(request, { lower: ["own-cwd"] })).reasons.length, 2);
  });

  test.run();
}
