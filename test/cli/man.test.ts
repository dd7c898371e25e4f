// layermount(8): nothing that help tells is missing, formatters have nothing to say against it, and what a reader sees
// is what was written.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { commandLines } from "../../host/cli/command-lines.ts";
import { commands } from "../../host/cli/commands.ts";
import { type CommandDescription, globalOptions, type OptionDescriptions } from "../../host/cli/description.ts";
import { EXIT_CODES } from "../../host/cli/exit-codes.ts";
import { escaped, literal, prose, word } from "../../host/cli/man/mdoc.ts";
import { hasProgram } from "../support/program.ts";
import { testUnless } from "../support/skip.ts";
import { layermount } from "./support.ts";

/** A letter that another one is printed over, for bold or underlined ones. */
const OVERSTRUCK = new RegExp(`.${String.fromCharCode(8)}`, "g");
const ROOT = new URL("../../", import.meta.url).pathname;
const { out: page, code, err } = layermount(["man"]);
const all: CommandDescription[] = await Promise.all(
  Object.values(commands).map(async (load) => (await load()).description),
);

/** What a program makes of the page, and what it says against it. */
function formatted(command: readonly string[], input = page): { readonly text: string; readonly said: string } {
  const [program = "", ...args] = command;
  const env = { ...process.env, LC_ALL: "C.UTF-8", MANWIDTH: "80", MAN_KEEP_FORMATTING: undefined };
  const { stdout, stderr } = spawnSync(program, args, { input, encoding: "utf8", env });
  return { text: stripVTControlCharacters(stdout.replace(OVERSTRUCK, "")), said: stderr };
}

const needs = (program: string) => (hasProgram(program) ? undefined : `needs ${program}`);

/** Text for comparison: one space where there were some. */
function joined(text: string): string {
  return text
    .replace(/[\u2010\u2212]/g, "-")
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\s+/g, " ");
}

/** Whether a page, as a reader sees it, holds all that help tells. */
function assertComplete(text: string): void {
  const seen = joined(text).toLowerCase();
  const has = (what: string, where: string) =>
    assert.ok(seen.includes(joined(what.replaceAll("…", "...")).toLowerCase()), `${where}: ${what}`);
  for (const { name, about, operands, options, examples, usage } of all) {
    has(`layermount ${name}`, name);
    for (const paragraph of about) has(paragraph, name);
    for (const word of usage.split(/\W+/)) has(word, name);
    for (const operand of operands) if (!operand.choices) has(`${operand.name} ${operand.description}`, name);
    for (const [option, { description, value, short }] of Object.entries<OptionDescriptions[string]>({
      ...options,
      ...globalOptions,
    })) {
      const takes = value ? ` ${value}` : "";
      has(`${short ? `-${short}${takes}, ` : ""}--${option}${takes} ${description}`, name);
    }
    for (const { command, description } of examples) {
      has(`${description}:`, name);
      for (const line of commandLines(command, 66)) has(line, name);
    }
  }
  for (const [number, meaning] of EXIT_CODES) has(`${number} ${meaning}.`, "exit status");
  for (const own of ["125", "126", "127"]) has(own, "exit status of with");
}

test("it is printed, and in JSON too", () => {
  assert.equal([code, err], [0, ""]);
  assert.equal(JSON.parse(layermount(["man", "--json"]).out), { ok: true, page });
  const sections = [...page.matchAll(/^\.Sh (.*)$/gm)].map(([, name]) => name);
  const usual = "NAME SYNOPSIS DESCRIPTION ENVIRONMENT FILES EXIT STATUS EXAMPLES SEE ALSO";
  assert.is(sections.join(" "), usual);
  assert.match(page, /^[\n -~]*$/, "nothing but printable ASCII");
});

test("every variable that the host reads is among those of the environment, and every place of records", () => {
  const names = new Set(["LAYERMOUNT_ROOT", "PATH"]);
  for (const path of readdirSync(`${ROOT}host`, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts")) continue;
    const text = readFileSync(`${ROOT}host/${path}`, "utf8");
    for (const [, name] of text.matchAll(/\benv(?:\(|\[|\.)"?([A-Z][A-Z_]+)"?/g)) names.add(name ?? "");
  }
  assert.ok(names.size >= 7, [...names].join(" "));
  const told = new Set([...page.matchAll(/^\.It Ev (\S+)$/gm)].map(([, name]) => name));
  assert.equal([...told].sort(), [...names].sort());
  for (const file of ["/run/layermount", "$XDG_RUNTIME_DIR/layermount"]) assert.ok(page.includes(`.It Pa ${file}\n`));
});

testUnless(test, needs("mandoc"), "mandoc has nothing to say against it, and shows all that help tells", () => {
  assert.is(formatted(["mandoc", "-Tlint", "-Wwarning"]).text, "");
  assertComplete(formatted(["mandoc", "-Tutf8", "-Owidth=78"]).text);
  assert.match(formatted(["mandoc", "-Tlint", "-Wwarning"], `${page}.Nonsense\n`).text, "unknown macro");
});

testUnless(test, needs("groff"), "groff has no warning, and shows all that help tells", () => {
  for (const device of ["utf8", "ascii"]) {
    const { text, said } = formatted(["groff", "-mdoc", "-ww", "-k", `-T${device}`, "-P-c"]);
    assert.is(said, "");
    if (device === "utf8") assertComplete(text);
  }
});

testUnless(test, needs("man"), "man shows it, within the width of a terminal", () => {
  const { text } = formatted(["man", "-l", "-"]);
  assertComplete(text);
  assert.equal(
    text.split("\n").filter((line) => line.length > 84),
    [],
  );
});

test("nothing in a text is taken for a request or an escape", () => {
  assert.is(escaped("a\\b é …"), "a\\eb \\[u00E9] ...");
  assert.equal(prose("One sentence. Another one: this. 'quoted"), ["One sentence.", "Another one: this. 'quoted"]);
  assert.equal(prose(".Sh in front"), ["\\&.Sh in front"]);
  assert.is(literal("'x' -o `y`"), "\\(aqx\\(aq \\-o \\(gay\\(ga");
  assert.is(literal(".x"), "\\&.x");
  for (const macro of ["Ar", "Op", "."]) assert.is(word(macro), `\\&${macro}`);
  assert.is(word("two words"), '"two words"');
});

test("long commands are broken where a shell joins them again", () => {
  const lines = commandLines("a --bc 'd --e | f' | g >h", 12);
  assert.equal(lines, ["a \\", "  --bc 'd --e | f' \\", "  | g >h"]);
  for (const { examples } of all) {
    for (const { command } of examples) {
      for (const width of [40, 66, 98]) {
        const printed = `printf '<%s>' ${commandLines(command.replace(/[|>].*/, ""), width).join("\n")}`;
        const once = `printf '<%s>' ${command.replace(/[|>].*/, "")}`;
        const [broken, whole] = [printed, once].map((script) => spawnSync("sh", ["-c", script], { encoding: "utf8" }));
        assert.is(broken?.stdout, whole?.stdout, command);
      }
    }
  }
});

test.run();
