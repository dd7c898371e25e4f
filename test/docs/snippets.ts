import { readFileSync } from "node:fs";

/** A piece of text that readers copy, and where it stands. */
export interface Snippet {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

const root = new URL("../../", import.meta.url).pathname;

/** The blocks of a language in a Markdown file. */
export function blocksOf(path: string, language: string): Snippet[] {
  return blocksIn(path, readFileSync(root + path, "utf8"), language);
}

/** The examples of all doc comments beneath a folder. */
export function examplesOf(folder: string): Snippet[] {
  const paths = [...new Bun.Glob(`${folder}/**/*.ts`).scanSync({ cwd: root })].sort();
  return paths.flatMap((path) => examplesIn(path, readFileSync(root + path, "utf8")));
}

/** The examples of a file's doc comments: what follows `@example`, as blocks of TypeScript. */
export function examplesIn(path: string, text: string): Snippet[] {
  // Everything but doc comments is emptied, so that lines keep their numbers.
  const lines = text.split("\n");
  let inside = false;
  let example = false;
  const comments = lines.map((line) => {
    if (/^\s*\/\*\*/.test(line)) [inside, example] = [true, false];
    const said = inside && example ? line.replace(/^\s*\* ?/, "") : "";
    if (/^\s*\* @/.test(line)) example = line.includes("@example");
    if (line.includes("*/")) inside = false;
    return said;
  });
  return blocksIn(path, comments.join("\n"), "ts");
}

function blocksIn(path: string, text: string, language: string): Snippet[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm");
  return [...text.matchAll(pattern)].map(({ index, 1: block = "" }) => {
    return { path, line: text.slice(0, index).split("\n").length, text: block };
  });
}
