/** Whether what the index names is there. */
import { existsSync, readFileSync } from "node:fs";
import { allRules } from "../../host/rules.ts";
import type { Case, Expect } from "../cases/case.ts";
import type { Shown } from "./defect.ts";

const TESTS = new URL("../", import.meta.url).pathname;
const RULES: ReadonlySet<string> = new Set(allRules().map(({ id }) => id));
/** A test's name as its file has it, in quotes or as a template. */
const NAMED = /\btest(?:Unless)?\((?:\s*test,[^"`]*?)?\s*(?:"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;

/** Names of a file's tests; `*` stands for what is filled in. */
export function testNames(source: string): string[] {
  return [...source.matchAll(NAMED)].map(([, plain, template = ""]) =>
    plain === undefined ? template.replace(/\$\{[^}]*\}/g, "*") : (JSON.parse(`"${plain}"`) as string),
  );
}

/** Whether a test has this name: as it stands there, or filled in with texts of a table that the file has. */
function hasTest(source: string, name: string): boolean {
  return testNames(source).some((one) => {
    const parts = one.split("*").map((part) => part.replace(/[^\w\s]/g, "\\$&"));
    const filled = new RegExp(`^${parts.join("(.*)")}$`).exec(name)?.slice(1);
    return filled?.every((text) => text === "*" || source.includes(JSON.stringify(text))) === true;
  });
}

type Named = Pick<Case, "name"> & Partial<Pick<Case, "expect">>;

/** The cases in whatever a module exports: lists, lists of lists, and cases in their cells. */
function casesIn(value: unknown): Named[] {
  if (value === null || typeof value !== "object") return [];
  if ("name" in value && typeof value.name === "string") return [value as Named];
  return Object.values(value).flatMap(casesIn);
}

function isOf({ rule }: Shown, expect: Expect): boolean {
  return rule === undefined ? expect.outcome === "mounted" : "rule" in expect && expect.rule === rule;
}

/** What is wrong with a reference, or undefined. */
export async function wrongWith(shown: Shown): Promise<string | undefined> {
  const { file, name, rule } = shown;
  if (rule !== undefined && !RULES.has(rule)) return `no rule ${rule}`;
  const path = `${TESTS}${file}`;
  if (!existsSync(path)) return `no file ${file}`;
  const source = readFileSync(path, "utf8");
  // Only a list says for each case what must come of it; elsewhere the file must name the rule at least.
  const told = rule === undefined || source.includes(rule) ? undefined : `${file} does not name ${rule}`;
  if (file.endsWith(".test.ts")) return hasTest(source, name) ? told : `no test ${name} in ${file}`;
  const found = casesIn(await import(path)).find((one) => one.name === name);
  if (found === undefined) return `no case ${name} in ${file}`;
  if (found.expect === undefined) return told;
  return found.expect.every((expect) => isOf(shown, expect)) ? undefined : `${name} expects something else`;
}
