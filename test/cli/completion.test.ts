// Completion in the shells themselves: the same lines complete to the same words in each of them.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../../host/cli/commands.ts";
import { completion } from "../../host/cli/completion/model.ts";
import { globalOptions, type OptionDescriptions } from "../../host/cli/description.ts";
import { hasProgram } from "../support/program.ts";
import { testUnless } from "../support/skip.ts";
import { CASES, Completing, SHELLS, type Shell } from "./completed.ts";
import { layermount } from "./support.ts";

function missing(...programs: readonly string[]): string | undefined {
  const absent = programs.filter((program) => !hasProgram(program));
  return absent.length > 0 ? `needs ${absent.join(" and ")}` : undefined;
}

function sorted(words: readonly string[]): readonly string[] {
  return [...new Set(words.filter((word) => word !== ""))].sort();
}

/** The words that a case can become. */
function wanted(shell: Completing, words: string): readonly string[] {
  return sorted(shell.filled(words).split(" "));
}

testUnless(test, missing("bash"), "bash proposes these words and no other", () => {
  const shell = new Completing("bash");
  // As bash hands the words over: `=` stands alone.
  const script = `source ${shell.at("script")}
    for line; do
      read -ra COMP_WORDS <<<"\${line//=/ = }"
      if [[ $line == *" " ]]; then COMP_WORDS+=(""); fi
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      _layermount
      echo "\${COMPREPLY[*]}"
    done`;
  const lines = shell.run(script, ["bash", ...CASES.map(([line]) => shell.filled(line))]).split("\n");
  for (const [i, [line, words]] of CASES.entries()) {
    const own = wanted(shell, words).map((word) => word.replace(/^--[a-z]+=/, ""));
    assert.equal(sorted(lines[i]?.split(" ") ?? []), own, line);
  }
  shell.remove();
});

testUnless(test, missing("fish"), "fish proposes these words and no other", () => {
  const shell = new Completing("fish");
  const script = `source ${shell.at("script")}
    for line in $argv; echo (complete -C $line | string replace -r '\\t.*' ''); end`;
  const lines = shell
    .run(
      script,
      CASES.map(([line]) => shell.filled(line)),
    )
    .split("\n");
  for (const [i, [line, words]] of CASES.entries()) {
    const found = (lines[i] ?? "").split(" ").map((word) => word.replace(/\/$/, ""));
    assert.equal(sorted(found), wanted(shell, words), line);
  }
  shell.remove();
});

/** Each word of each case, typed without its last letter: a person's way. */
function almost(shell: Completing): readonly (readonly [typed: string, completed: string])[] {
  return CASES.flatMap(([line, words]) => {
    const begin = shell.filled(line.slice(0, line.lastIndexOf(" ") + 1));
    return wanted(shell, words).map((word) => [`${begin}${word.slice(0, -1)}`, `${begin}${word}`] as const);
  });
}

async function assertTyped(shell: Shell): Promise<void> {
  const completing = new Completing(shell);
  const pairs = almost(completing);
  const lines = await completing.typed(pairs.map(([typed]) => typed));
  // A directory may go on, and so may an option with a value, for which zsh writes `=`.
  const plain = (line = "") => line.replace(/ $|\/$|(?<=--[a-z]+)=$/, "");
  assert.equal(
    lines.map(plain),
    pairs.map(([, completed]) => plain(completed)),
  );
  completing.remove();
}

testUnless(test, missing("bash", "script"), "a person's bash, with TAB", () => assertTyped("bash"));
testUnless(test, missing("zsh"), "a person's zsh, with TAB", () => assertTyped("zsh"));

testUnless(test, missing("zsh"), "in zsh a budget goes on with its number: no space", async () => {
  const shell = new Completing("zsh");
  assert.equal(await shell.typed(["layermount plan --without page"]), ["layermount plan --without page-size="]);
  shell.remove();
});

testUnless(test, missing("bash", "script"), "in bash a name with a space is completed as one word", async () => {
  const shell = new Completing("bash");
  const typed = [`layermount mount --lower ${shell.at("wi")}`, `layermount plan --without page`];
  const [directory, budget] = await shell.typed(typed);
  assert.is(directory, `layermount mount --lower ${shell.at("with\\ space/")}`);
  assert.is(budget, "layermount plan --without page-size=", "a number follows: no space");
  shell.remove();
});

test("every command, option and choice is in every script", async () => {
  for (const shell of SHELLS) {
    const { code, out, err } = layermount(["completion", shell]);
    assert.equal([code, err], [0, ""]);
    assert.equal(JSON.parse(layermount(["completion", shell, "--json"]).out), { ok: true, shell, script: out });
    for (const [name, load] of Object.entries(commands)) {
      const options: OptionDescriptions = { ...(await load()).description.options, ...globalOptions };
      assert.ok(out.includes(name), name);
      for (const [option, { choices = [] }] of Object.entries(options)) {
        assert.ok(out.includes(shell === "fish" ? `-l ${option}` : `--${option}`), `${shell}: --${option}`);
        for (const choice of choices) assert.ok(out.includes(choice), `${shell}: ${choice}`);
      }
    }
  }
});

test("what is proposed is what the commands say", async () => {
  const { commands: all } = await completion();
  assert.equal(
    all.map(({ name }) => name),
    [...Object.keys(commands), "help"],
  );
  for (const { name, options } of all) {
    for (const { long, value } of options) {
      const isDirectory = ["--lower", "--upper", "--work", "--state"].includes(long);
      assert.is(value?.proposal.kind === "directories", isDirectory, `${name} ${long}`);
    }
  }
});

test("another shell is refused by name", () => {
  const { code, out } = layermount(["completion", "--json", "csh"]);
  assert.equal([code, JSON.parse(out).rule], [2, "usage.operand-choice"]);
});

test.run();
