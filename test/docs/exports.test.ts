// Every export of the library is documented, part by part; examples.test.ts runs the examples.
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as library from "../../host/index.ts";
import { allRules } from "../../host/rules.ts";
import { declaredIn, type Exported, exportsOf, summary, tagged } from "./exports.ts";

const exported = exportsOf("host/index.ts");
const rules = new Set(allRules().map(({ id }) => id));

/** What is missing in the documentation of an export. */
function lacking({ name, kind, doc, parameters, members }: Exported): readonly string[] {
  const lacks: string[] = [];
  const begin = summary(doc);
  if (!/^[A-Z`][\s\S]*?[.:!?](?:\s|$)/.test(begin)) lacks.push("a sentence");
  if (kind === "class" || kind === "interface") {
    for (const member of members) {
      const isInherited = member.name === "constructor" || (kind === "class" && member.name === "name");
      if (!isInherited && summary(member.doc) === "") lacks.push(`a sentence for ${member.name}`);
    }
  }
  if (kind === "class" || kind === "function") {
    const examples = tagged(doc, "example");
    const imports = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "layermount"`);
    if (!examples.some((example) => example.startsWith("```ts") && imports.test(example))) lacks.push("an example");
  }
  if (kind !== "function") return lacks;
  for (const parameter of parameters) {
    const told = tagged(doc, "param").find((text) => text.startsWith(`${parameter} `));
    if (told === undefined) lacks.push(`the parameter ${parameter}`);
    else if (told.includes("patience") && !/milliseconds \(0 to 60,000/.test(told.replace(/\s+/g, " ")))
      lacks.push("a unit and a range");
  }
  if (tagged(doc, "returns").length !== 1) lacks.push("what it returns");
  const ids = tagged(doc, "throws").flatMap((text) =>
    [...text.matchAll(/`([a-z]+\.[a-z-]+)`/g)].map(([, id]) => id ?? ""),
  );
  if (ids.length === 0) lacks.push("errors by rule");
  for (const id of ids) if (!rules.has(id)) lacks.push(`the rule ${id} in the table`);
  if (!tagged(doc, "see").some((text) => /\(\d\)|Documentation\//.test(text))) lacks.push("a source");
  return lacks;
}

test("the exports are found: all values, and types", () => {
  const values = exported.filter(({ kind }) => kind === "function" || kind === "class").map(({ name }) => name);
  assert.equal(values.sort(), Object.keys(library).sort());
  for (const name of ["Mounted", "MountRequest", "Options", "Progress", "Driver", "Capabilities", "ErrorKind"]) {
    assert.ok(
      exported.some((one) => one.name === name),
      name,
    );
  }
});

for (const one of exported) {
  test(`${one.kind} ${one.name}`, () => {
    const lacks = lacking(one);
    assert.equal(lacks, [], `${one.path}: ${one.name} lacks ${lacks.join(", ")}`);
  });
}

test("what is missing is seen", () => {
  const text = `
/** makes */
export function make(one: Map<string, number>, two?: number): Promise<void> {
}
/** A thing. */
export class Thing {
  readonly own: number;
  /** Said. */
  said(): void {}
  private hidden: string;
  #more = 1;
}
export interface Bare {
  /** A word. */
  readonly word?: string;
  readonly other: string;
}
`;
  const [make, thing, bare] = declaredIn("x.ts", text);
  assert.equal(make?.parameters, ["one", "two"]);
  assert.equal(lacking(make as Exported), [
    "a sentence",
    "an example",
    "the parameter one",
    "the parameter two",
    "what it returns",
    "errors by rule",
    "a source",
  ]);
  assert.equal(lacking(thing as Exported), ["a sentence for own", "an example"]);
  assert.equal(lacking(bare as Exported), ["a sentence", "a sentence for other"]);
  const wrong = "Waits.\n@param patience milliseconds\n@throws `run.nothing`";
  const told = lacking({ ...(make as Exported), doc: wrong, parameters: ["patience"] });
  assert.ok(told.includes("a unit and a range") && told.includes("the rule run.nothing in the table"), told.join());
});

test.run();
