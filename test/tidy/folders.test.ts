/** The top level holds what it should, and the first file of every folder says what the folder is. */
import { dirname } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import manifest from "../../package.json" with { type: "json" };
import { files, root, textOf } from "./tree.ts";

const TOP = [
  ...[".ci", ".editorconfig", ".git", ".gitignore", "LICENSE", "README.md", "biome.json", "bun.lock", "core-wasm"],
  ...["deno.json", "host", "package.json", "scripts", "test", "tsconfig.json"],
];
/** Folders that nobody writes source in: what fills them is said in the folder above. */
function isFilled(folder: string): boolean {
  const code = files.some((path) => dirname(path) === folder && /\.(?:ts|c|h|go)$/.test(path));
  return folder === ".ci" || folder.endsWith("/generated") || (folder.startsWith("test/") && !code);
}

const folders = [...new Set(files.map((path) => dirname(path)))].filter((path) => path !== ".");

test("the top level", () => {
  const top = new Set(files.map((path) => path.split("/")[0] as string));
  assert.equal(
    [...top].filter((name) => !TOP.includes(name)),
    [],
  );
  assert.equal(
    TOP.filter((name) => name !== ".git" && !top.has(name)),
    [],
  );
});

test("README.md of every folder: its name, then one to six lines", async () => {
  const wrong: string[] = [];
  for (const folder of folders.filter((path) => !isFilled(path))) {
    const path = `${folder}/README.md`;
    const [title, empty, ...lines] = files.includes(path) ? (await textOf(path)).trimEnd().split("\n") : [];
    if (title !== `# ${folder}` || empty !== "" || lines.length < 1 || lines.length > 6) wrong.push(folder);
  }
  assert.equal(wrong, []);
});

test("what is generated says so, and by what", async () => {
  const generated = files.filter((path) => path.includes("/generated/"));
  assert.ok(generated.length >= 8, `${generated.length}`);
  for (const path of generated) assert.match((await textOf(path)).slice(0, 400), /scripts\/generate\b/, path);
});

test("what a README names exists", async () => {
  const missing: string[] = [];
  for (const path of files.filter((path) => path.endsWith("README.md"))) {
    const text = (await textOf(path)).replace(/```[\s\S]*?```/g, "");
    for (const [, name] of text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)) {
      const wanted = name as string;
      if (!/\/|\.(?:ts|c|h|json|wit|wasm|md)$/.test(wanted)) continue;
      const places = [`${dirname(path)}/${wanted}`, wanted].map((place) =>
        place.replace(/^\.\//, "").replace(/\/$/, ""),
      );
      const isThere = (place: string) => files.some((file) => file === place || file.startsWith(`${place}/`));
      if (!places.some(isThere) && !/^(?:generated|node_modules|build|\/)/.test(wanted))
        missing.push(`${path}: ${wanted}`);
    }
  }
  assert.equal(missing, []);
});

test("every command of package.json names a file that exists", async () => {
  for (const [name, command] of Object.entries(manifest.scripts)) {
    for (const [, path] of command.matchAll(/\bbun ([\w/.-]+\.ts)/g)) {
      assert.ok(await Bun.file(root + path).exists(), `${name}: ${path}`);
    }
  }
  for (const path of [manifest.bin.layermount, manifest.exports["."]])
    assert.ok(await Bun.file(root + path).exists(), path);
});

test("the licence", async () => {
  const text = await textOf("LICENSE");
  assert.match(text, "Apache License");
  assert.match(text, "END OF TERMS AND CONDITIONS");
  assert.is(manifest.license, "Apache-2.0");
});

test.run();
