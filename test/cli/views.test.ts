/** `--read-only` of plan and mount: what is said of it, and that an upperdir needs no workdir to be read. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { JsonMounted, JsonPlan } from "../../host/cli/json.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { temporary } from "../support/temporary.ts";
import { layermount } from "./support.ts";

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("views");
  const at = (name: string): string => `${place.path}/${name}`;
  for (const name of ["base", "upper", "work", "target"]) mkdirSync(at(name));
  writeFileSync(at("base/low"), "low\n");
  writeFileSync(at("upper/high"), "high\n");
  const top = ["--lower", at("base"), "--upper", at("upper")];
  const run = <T>(words: readonly string[], input = ""): T => {
    const { code, out, err } = layermount([...words, "--json", "--state", at("state")], input);
    assert.equal([code, err], [0, ""], out);
    return JSON.parse(out) as T;
  };

  test("plan tells what becomes of the words, and that nothing else was asked for", () => {
    const options = ["uidmap=0:1:2", "gidmap=0:1:2", `upperdir=${at("upper")}`, `lowerdir=${at("base")}`, "volatile"];
    const list = JSON.stringify([{ type: "overlay", source: "overlay", options }]);
    const { decisions, warnings } = run<JsonPlan>(["plan", "--read-only", "--mounts", "-", at("target")], list);
    assert.equal(
      decisions.map(({ rule }) => rule).filter((rule) => rule.startsWith("view.")),
      ["view.word", "view.upper"],
    );
    assert.equal(
      warnings.map(({ rule }) => rule),
      ["view.maps"],
    );
    const words = layermount(["plan", "--read-only", ...top, at("target")]).out;
    assert.match(words, /view\.upper.*\n +the upperdir .*\/upper is the topmost layer of this view/);
  });

  test("mount: the upperdir is seen, nothing is written, and unmount takes it down", () => {
    const { readOnly, layers } = run<JsonMounted>(["mount", "--read-only", ...top, at("target")]).mounts[0] ?? {};
    assert.equal([readOnly, layers], [true, 2]);
    assert.equal(readdirSync(at("target")).sort(), ["high", "low"]);
    assert.is(readFileSync(at("target/high"), "utf8"), "high\n");
    run(["unmount", at("target")]);
    assert.equal([readdirSync(at("target")), readdirSync(at("work"))], [[], []]);
  });

  test("without it an upperdir needs its workdir, and volatile is kept", () => {
    assert.is(layermount(["plan", ...top, at("target")]).code, 2);
    const { warnings, effects } = run<JsonPlan>(["plan", ...top, "--work", at("work"), "-o", "volatile", at("target")]);
    assert.equal(warnings, []);
    assert.match(JSON.stringify(effects), "volatile");
  });

  test.after(() => place.remove());
  test.run();
}
