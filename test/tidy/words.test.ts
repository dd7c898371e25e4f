/** No path of one machine, no address of a package registry, nothing left to be done. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { files, textOf } from "./tree.ts";

// Written in pieces, so that this file does not hold what it looks for.
const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    "a home directory",
    new RegExp(String.raw`(?<![\w.})-])/(?:${["ro" + "ot", "ho" + "me/\\w+", "Us" + "ers/\\w+"].join("|")})/`),
  ],
  ["a directory of the workplace", new RegExp(`(?<![\\w}.)-])/${"wo" + "rk"}/(?:main|shared|\\.\\w+)`)],
  [
    "the host of a registry",
    new RegExp(["registry\\.npm" + "js", "proxy\\.gol" + "ang", "pypi\\." + "org", "npm\\." + "pkg"].join("|")),
  ],
  ["something left to be done", new RegExp(`\\b(?:${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b`)],
];

const BINARY = /\.(?:wasm|so)$/;

/** What of it stands in a text, with its line. */
function found(path: string, text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      FORBIDDEN.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${path}:${index + 1}: ${what}`),
    );
}

test("nothing of it in any file", async () => {
  const texts = files.filter((path) => !BINARY.test(path) && path !== "LICENSE");
  const wrong = await Promise.all(texts.map(async (path) => found(path, await textOf(path))));
  assert.equal(wrong.flat(), []);
});

test("no path of this machine in what was compiled", async () => {
  for (const path of files.filter((path) => BINARY.test(path))) {
    const text = Buffer.from(await Bun.file(`${new URL("../../", import.meta.url).pathname}${path}`).bytes()).toString(
      "latin1",
    );
    assert.equal(found(path, text), []);
  }
});

test("each of them is found where it is", () => {
  const samples = [
    "/ro" + "ot/x",
    "/ho" + "me/somebody/x",
    "/wo" + "rk/main",
    "https://registry.npm" + "js.org",
    "TO" + "DO: x",
  ];
  for (const sample of samples) assert.is(found("file", `a\n"${sample}"`).length, 1, sample);
  assert.equal(found("file", "upper/root/ work/work/rest /mnt/root/etc"), []);
});

test.run();
