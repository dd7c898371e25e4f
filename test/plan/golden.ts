/** The golden files: what the planner says of many requests, as text that a person reviews. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planner } from "../../host/planner/planner.ts";
import { goldens } from "./cases/all.ts";
import { goldenText } from "./cases/golden.ts";

const DIRECTORY = join(import.meta.dirname, "golden");

/** What the files should hold, by name. */
export async function goldenTexts(): Promise<Map<string, string>> {
  const shared = await planner();
  return new Map(goldens.map((golden) => [`${golden.name}.txt`, goldenText(golden, shared)]));
}

/** What they do hold. */
export function goldenFiles(): Map<string, string> {
  return new Map(readdirSync(DIRECTORY).map((file) => [file, readFileSync(join(DIRECTORY, file), "utf8")]));
}

/** Writes all of them again, and removes those without a case. */
export async function writeGoldens(): Promise<void> {
  const texts = await goldenTexts();
  mkdirSync(DIRECTORY, { recursive: true });
  for (const [file, text] of texts) writeFileSync(join(DIRECTORY, file), text);
  for (const file of goldenFiles().keys()) if (!texts.has(file)) rmSync(join(DIRECTORY, file));
}

/** The lines in which two texts differ, with one line of context; nothing where they are equal. */
export function difference(is: string, was: string): string {
  const old = was.split("\n");
  const now = is.split("\n");
  let from = 0;
  while (from < old.length && from < now.length && old[from] === now[from]) from++;
  if (from === old.length && from === now.length) return "";
  let end = 0;
  while (end < old.length - from && end < now.length - from && old.at(-1 - end) === now.at(-1 - end)) end++;
  const between = (lines: readonly string[], mark: string) => {
    return lines.slice(from, lines.length - end).map((line) => `${mark} ${line}`);
  };
  return [`line ${from + 1}:`, `  ${old[from - 1] ?? ""}`, ...between(old, "-"), ...between(now, "+")].join("\n");
}
