/** Every command of the command line in Deno, with the permissions that deno.json lists, says what it says in Bun. */
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import tasks from "../../deno.json" with { type: "json" };
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { DENO, missingDeno, type Ran, ran } from "./where.ts";

const FLAGS = tasks.tasks.layermount.split(" ").filter((word) => word.startsWith("--allow-"));
const MAIN = "host/cli/main.ts";

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("commands");
  const at = (name: string) => `${place.path}/${name}`;
  for (const name of ["upper", "work", "1", "2", "target"]) mkdirSync(at(name));
  const lowers = ["--lower", at("2"), "--lower", at("1")];
  const list = JSON.stringify([{ type: "bind", source: at("1"), options: ["rbind", "ro"] }]);

  const inBun = (args: readonly string[], input = "") => ran(process.execPath, [MAIN, ...args], input);
  const inDeno = (args: readonly string[], input = "") => ran(DENO, ["run", ...FLAGS, MAIN, ...args], input);
  const same = (args: readonly string[], input = ""): Ran => {
    const [bun, deno] = [inBun(args, input), inDeno(args, input)];
    assert.equal(deno, bun);
    return deno;
  };

  for (const args of [
    ["--version"],
    ["--help"],
    ["mount", "--help"],
    ["explain"],
    ["explain", "--json", "words.remount"],
    ["completion", "bash"],
    ["completion", "zsh"],
    ["completion", "fish"],
    ["man"],
    ["plan", "--json", ...lowers, "--upper", at("upper"), "--work", at("work"), at("target")],
    ["plan", ...lowers, "relative/target"],
    ["list", "--json", "--state", at("none")],
    ["with", ...lowers, "--", "sh", "-c", 'test -d "$LAYERMOUNT_ROOT" && cat && exit 7'],
    ["with", ...lowers, "--", "sh", "-c", "kill -TERM $$"],
    ["mount", "--nonsense"],
    ["plan", "--lower", at("2"), "--lower", at("nowhere"), "-o", "remount", at("target")],
  ]) {
    const name = args.map((arg) => arg.replace(place.path, "")).join(" ");
    testUnless(test, missingDeno, `as in Bun: ${name}`, () => {
      const { out, err } = same(args, "given");
      assert.ok(out.length + err.length > 0 || args.includes("kill -TERM $$"), "it says something");
    });
  }

  testUnless(test, missingDeno, "as in Bun: a mount list on standard input", () => {
    assert.is(same(["plan", "--mounts", "-", at("target")], list).code, 0);
  });

  testUnless(test, missingDeno, "what probe finds is what it finds in Bun, and plans from there", () => {
    const args = ["probe", "--json", place.path];
    const [bun, deno] = [inBun(args), inDeno(args)].map(({ out }) => JSON.parse(out).capabilities);
    assert.equal(deno, bun);
  });

  test.run();
}
