// Help of every command: complete, within the width of a terminal, and with examples that the parser takes.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../../host/cli/commands.ts";
import { type CommandDescription, globalOptions } from "../../host/cli/description.ts";
import { helpFor } from "../../host/cli/help.ts";
import { parseOptions } from "../../host/cli/parse.ts";
import { layermount } from "./support.ts";

const NAMES = [
  "plan",
  "mount",
  "with",
  "user",
  "unmount",
  "holders",
  "recover",
  "list",
  "probe",
  "replay",
  "show",
  "explain",
  "completion",
  "man",
];

test("the commands are those of the manual", () => assert.equal(Object.keys(commands), NAMES));

test("help without a command names every command and every exit code", () => {
  for (const args of [["--help"], ["help"], ["-h"]]) {
    const { code, out, err } = layermount(args);
    assert.equal([code, err], [0, ""]);
    for (const name of NAMES) assert.match(out, new RegExp(`^ {2}${name} `, "m"));
    assert.match(out, /Exit codes: 0\sdone;\s1\s[^;]+;\s2\s[^;]+;\s3\s[^;]+;\s4\s[^;]+;\s5\s/);
  }
});

for (const [name, load] of Object.entries(commands)) {
  test(`help of ${name} tells every option and operand`, async () => {
    const description: CommandDescription = (await load()).description;
    const text = helpFor(description);
    assert.is(description.name, name);
    assert.is(layermount([name, "--help"]).out, text);
    assert.is(layermount(["help", name]).out, text);
    for (const [option, { description: words }] of Object.entries({ ...description.options, ...globalOptions })) {
      assert.ok(text.includes(`--${option}`), option);
      assert.ok(text.replace(/\s+/g, " ").includes(words.split(" ").slice(0, 4).join(" ")), option);
    }
    for (const operand of description.operands) assert.ok(text.includes(`  ${operand.name} `));
    for (const line of text.split("\n")) assert.ok(line.length <= 120, line);
    assert.not.match(text, /undefined|\bnull\b|\[object/);
  });

  test(`examples of ${name} are taken by the parser`, async () => {
    const description: CommandDescription = (await load()).description;
    assert.ok(description.examples.length >= 2);
    for (const { command } of description.examples) {
      const part = command.split("|").find((one) => one.includes(`layermount ${name}`)) ?? "";
      const [ours = "", run] = part.trim().split(" -- ");
      const words = ours.split(/\s+/).filter((word) => !word.startsWith(">"));
      assert.equal(words.slice(0, 2), ["layermount", name], command);
      assert.is(run !== undefined, description.runs !== undefined, command);
      const { operands } = parseOptions(name, { ...description.options, ...globalOptions }, words.slice(2));
      const needed = description.operands.filter((operand) => !operand.optional).length;
      assert.ok(operands.length >= needed && operands.length <= description.operands.length, command);
    }
  });
}

test("the version is the package's", async () => {
  const { version } = await import("../../package.json", { with: { type: "json" } });
  assert.is(layermount(["--version"]).out, `layermount ${version}\n`);
  assert.is(layermount(["mount", "--version"]).out, `layermount ${version}\n`);
});

test.run();
