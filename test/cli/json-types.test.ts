// What `--json` prints is of the types that host/cli/json.ts documents: the type checker itself compares them.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { probeJson } from "../../host/cli/text/probe.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { mountedBeneath, temporary } from "../support/temporary.ts";
import { layermount } from "./support.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("cli-types");
  const at = (name: string) => `${place.path}/${name}`;
  for (const name of ["base", "top", "upper", "work", "target", "data"]) mkdirSync(at(name));
  const state = ["--state", at("state")];
  const layers = ["--lower", at("top"), "--lower", at("base"), "--upper", at("upper"), "--work", at("work")];
  /** Outputs by the name of the type that they must have. */
  const printed: (readonly [type: string, text: string])[] = [];

  test("every command prints one document, whatever comes of it", () => {
    const list = JSON.stringify([
      { type: "overlay", source: "overlay", options: [`lowerdir=${at("top")}:${at("base")}`] },
      { type: "tmpfs", source: "none", options: ["size=64k"], target: "tmp" },
    ]);
    mkdirSync(at("base/tmp"));
    const runs: readonly (readonly [type: string, code: number, args: readonly string[], input?: string])[] = [
      ["JsonPlan", 0, ["plan", ...layers, at("target")]],
      ["JsonPlan", 0, ["plan", "--lower", at("top"), at("target")]],
      ["JsonMounted", 0, ["mount", ...state, ...layers, at("target")]],
      ["JsonList", 0, ["list", ...state]],
      ["JsonHolders", 0, ["holders", at("target")]],
      ["JsonUnmounted", 0, ["unmount", ...state, at("target")]],
      ["JsonMounted", 0, ["mount", ...state, "--mounts", "-", at("target")], list],
      ["JsonUnmounted", 0, ["unmount", ...state, at("target")]],
      ["JsonMounted", 0, ["mount", ...state, "--lower", at("top"), "--mkdir", at("made")]],
      ["JsonUnmounted", 0, ["unmount", ...state, at("made")]],
      ["JsonProbe", 0, ["probe", place.path]],
      ["JsonUser", 0, ["user", ...layers, "5:6"]],
      ["JsonExplain", 0, ["explain"]],
      ["JsonCompletion", 0, ["completion", "bash"]],
      ["JsonMan", 0, ["man"]],
      ["JsonFailure", 2, ["mount"]],
      ["JsonFailure", 2, ["mount", "--mounts", "-", at("target")], "[7]"],
      ["JsonFailure", 3, ["mount", ...state, ...layers, at("nowhere")]],
      ["JsonFailure", 4, ["mount", ...state, "--lower", at("top"), "--lower", at("missing"), at("target")]],
    ];
    for (const [type, code, args, input] of runs) {
      const ran = layermount([...args, "--json"], input);
      assert.equal([ran.code, ran.err], [code, ""], `${args.join(" ")}: ${ran.out}`);
      assert.match(ran.out, /^\{.*\}\n$/);
      printed.push([type, ran.out]);
    }
  });

  test("with, whose document comes beside what the command prints", () => {
    const inside = ["with", "--json", "--report", at("report"), ...layers, "--", "sh", "-c"];
    const ends: readonly (readonly [code: number, script: string])[] = [
      [0, "echo own"],
      [137, "kill -9 $$"],
    ];
    for (const [code, script] of ends) {
      assert.is(layermount([...inside, script]).code, code);
      printed.push(["JsonWith", readFileSync(at("report"), "utf8")]);
    }
    const ran = layermount(["with", "--json", ...layers, "--", "sh", "-c", "echo own; exit 3"]);
    assert.equal([ran.code, ran.out], [3, "own\n"]);
    printed.push(["JsonWith", ran.err]);
    const failed = layermount(["with", "--json", ...layers, "--", "/nowhere/program"]);
    assert.is(failed.code, 127, failed.err);
    printed.push(["JsonFailure", failed.err]);
  });

  test("a probe by an ordinary user, whether or not there are namespaces for them", () => {
    const { capabilities } = JSON.parse(layermount(["probe", "--json"]).out);
    const found = { probe: { capabilities, upper: true, fsMagic: 1n, answers: [] }, overlay: 0 };
    const refusal = { refusal: { rule: "with.namespaces", message: "no", hint: "" } };
    for (const ordinary of [found, refusal]) {
      const json = probeJson({ capabilities, upper: false, fsMagic: 1n, answers: [], ordinary });
      printed.push(["JsonProbe", `${JSON.stringify(json)}\n`]);
    }
  });

  test("whatever was printed is of its documented type, and the check can tell", () => {
    const seen = new Set(printed.map(([type]) => type));
    assert.equal([...seen].sort(), [
      "JsonCompletion",
      "JsonExplain",
      "JsonFailure",
      "JsonHolders",
      "JsonList",
      "JsonMan",
      "JsonMounted",
      "JsonPlan",
      "JsonProbe",
      "JsonUnmounted",
      "JsonUser",
      "JsonWith",
    ]);
    const good = printed.map(([type, text], i) => `export const v${i}: json.${type} = ${text.trim()};`);
    // Each type once more with a field too many, and without its first field: both must be errors.
    const bad = [...seen].flatMap((type, i) => {
      const text = printed.find(([other]) => other === type)?.[1].trim() ?? "";
      return [
        `// @ts-expect-error a field too many\nexport const m${i}: json.${type} = ${text.replace(/\}$/, ',"more":1}')};`,
        `// @ts-expect-error a field too few\nexport const l${i}: json.${type} = ${text.replace(/^\{"ok":\w+,?/, "{")};`,
      ];
    });
    mkdirSync(at("types"));
    const head = `import type * as json from "${ROOT}host/cli/json.ts";\n`;
    writeFileSync(at("types/printed.ts"), head + [...good, ...bad].join("\n"));
    const config = {
      extends: `${ROOT}tsconfig.json`,
      include: ["printed.ts"],
      compilerOptions: { typeRoots: [`${ROOT}node_modules`], types: ["bun-types"] },
    };
    writeFileSync(at("types/tsconfig.json"), JSON.stringify(config));
    const checked = Bun.spawnSync([process.execPath, "x", "tsc", "--noEmit", "-p", at("types/tsconfig.json")], {
      cwd: ROOT,
    });
    assert.is(checked.exitCode, 0, checked.stdout.toString().slice(0, 3000));
    rmSync(at("types"), { recursive: true });
  });

  test.after(() => {
    for (const point of mountedBeneath(place.path).reverse()) Bun.spawnSync(["umount", "-l", point]);
    place.remove();
  });
  test.run();
}
