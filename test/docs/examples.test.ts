/**
 * The examples of doc comments and of the README: type-checked, then run on real layers, and nothing is left mounted.
 */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { missingErofsFile } from "../cases/erofs.ts";
import { mount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { mountedBeneath, temporary } from "../support/temporary.ts";
import { blocksOf, examplesIn, examplesOf, type Snippet } from "./snippets.ts";

const root = new URL("../../", import.meta.url).pathname;
/** Inside the checkout, so that `layermount` means this package as it does for its users, and `../host/` its files. */
const OUTPUT = `${root}build`;
const examples = [...examplesOf("host"), ...blocksOf("README.md", "ts")];
const commands = blocksOf("README.md", "sh");

function nameOf({ path, line }: Snippet): string {
  return `${path}:${line}`;
}

/** A directory as the examples want it: two layers, a top, and a target. */
function directory() {
  const place = temporary("example");
  for (const name of ["base-layer", "upper-layer", "target", "rw", "rw/upper", "rw/work"])
    mkdirSync(`${place.path}/${name}`);
  for (const layer of ["base-layer", "upper-layer"]) writeFileSync(`${place.path}/${layer}/${layer}`, layer);
  return place;
}

/** The example as a module; the README's paths beneath /srv go to the directory. */
function moduleOf({ text }: Snippet, dir: string): string {
  return `const dir: string = ${JSON.stringify(dir)};\nvoid dir;\n${text.replaceAll("/srv/", `${dir}/`)}\nexport {};\n`;
}

function put(name: string, text: string): string {
  mkdirSync(OUTPUT, { recursive: true });
  writeFileSync(`${OUTPUT}/${name}`, text);
  return `${OUTPUT}/${name}`;
}

test("examples are found where they are, and nothing else is", () => {
  const text =
    "/**\n * Says.\n * @example\n * ```ts\n * one();\n * ```\n * @see\n * ```ts\n * two();\n * ```\n */\n// ```ts\n";
  assert.equal(examplesIn("a.ts", text), [{ path: "a.ts", line: 4, text: "one();\n" }]);
  for (const name of ["mount", "unmount", "plan", "probe", "list"]) {
    assert.ok(
      examples.some(({ path }) => path === `host/library/${name}.ts`),
      name,
    );
  }
  assert.ok(examples.some(({ path }) => path === "README.md") && commands.length > 0);
});

test("all examples are of the right types", () => {
  const files = examples.map((snippet, index) => put(`example-${index}-types.ts`, moduleOf(snippet, "/srv")));
  files.push(`${root}core-wasm/assemblyscript.d.ts`, `${root}host/runtime/library.d.ts`);
  const config = put("examples.json", JSON.stringify({ extends: "../tsconfig.json", files, include: [] }));
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  const { exitCode, stdout } = Bun.spawnSync([process.execPath, tsc, "--noEmit", "-p", config]);
  assert.is(exitCode, 0, stdout.toString().slice(0, 2000));
});

test("the README's list of commands is the one that help prints", () => {
  const { stdout } = Bun.spawnSync([process.execPath, `${root}host/cli/main.ts`, "--help"]);
  const [list] = blocksOf("README.md", "text");
  assert.ok(stdout.toString().includes(list?.text ?? "missing"), list?.text);
});

if (inPrivateNamespace(import.meta.filename)) {
  // Examples record where records go by default; not in this machine's own state.
  mount("layermount-test", "/run", "tmpfs", 0, "mode=0755");

  for (const [index, example] of examples.entries()) {
    test(nameOf(example), async () => {
      const place = directory();
      await import(put(`example-${index}.ts`, moduleOf(example, place.path)));
      assert.equal(mountedBeneath(place.path), []);
      place.remove();
    });
  }

  for (const snippet of commands) {
    const missing = snippet.text.includes("mkfs.erofs") ? missingErofsFile() : undefined;
    testUnless(test, missing, `${nameOf(snippet)}, by a shell`, () => {
      const place = directory();
      mkdirSync(`${place.path}/bin`);
      const command = `#!/bin/sh\nexec "${process.execPath}" "${root}host/cli/main.ts" "$@"\n`;
      writeFileSync(`${place.path}/bin/layermount`, command, { mode: 0o755 });
      const script = `set -eu\n${snippet.text.replaceAll("/srv/", `${place.path}/`)}`;
      const env = { ...process.env, PATH: `${place.path}/bin:${process.env["PATH"]}` };
      const { exitCode, stdout, stderr } = Bun.spawnSync(["sh", "-c", script], { env });
      assert.is(exitCode, 0, `${stdout}${stderr}`);
      assert.match(stdout.toString(), /by relative/);
      assert.equal(mountedBeneath(place.path), []);
      const left = readdirSync("/run/layermount", { recursive: true }).filter(
        (name) => name !== "uppers" && name !== "views",
      );
      assert.equal(left, ["capabilities.json"], "every record went with its mount");
      place.remove();
    });
  }
}

test.run();
