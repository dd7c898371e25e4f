/** One rule: why something is chosen, refused, failed or noted. */
export interface Rule {
  readonly id: string;
  readonly kind: string;
  readonly sentence: string;
  readonly hint: string;
  readonly source: string;
}

/** What the core fills into a sentence. */
export const HOLES = ["{item}", "{other}", "{needs}", "{budget}", "{layer}", "{otherLayer}", "{errno}", "{cause}"];
const FIELDS = ["hint", "id", "kind", "sentence", "source"];

/** Reads one file of rules; `kinds` are those of the WIT. */
export function parseRules(file: string, text: string, kinds: readonly string[]): Rule[] {
  const rules = JSON.parse(text) as Rule[];
  for (const rule of rules) {
    const wrong = (what: string): never => {
      throw new Error(`${file}: ${rule.id}: ${what}`);
    };
    if (Object.keys(rule).sort().join() !== FIELDS.join()) wrong(`the fields are ${FIELDS.join(", ")}`);
    if (!/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(rule.id)) wrong("an id is words of lower case with dots or hyphens");
    if (!kinds.includes(rule.kind)) wrong(`the kinds are ${kinds.join(", ")}`);
    for (const [name, value] of Object.entries(rule)) {
      // Message.text writes no surrogates.
      if (typeof value !== "string" || /[\ud800-\udfff]/.test(value)) wrong(`${name} is no plain text`);
    }
    for (const [hole] of rule.sentence.matchAll(/\{[^}]*\}?/g)) {
      if (!HOLES.includes(hole)) wrong(`the sentence has no ${hole} to fill in`);
    }
    if (HOLES.some((hole) => rule.hint.includes(hole))) wrong("nothing is filled into a hint");
    // The core fills in sentences byte by byte.
    if (!/^[\x20-\x7e]+$/.test(rule.sentence)) wrong("a sentence is printable ASCII");
  }
  return rules;
}

/** All rules as one table; a second rule with the same id is refused. */
export function joinRules(files: readonly (readonly Rule[])[]): Rule[] {
  const rules = files.flat();
  const seen = new Set<string>();
  for (const { id } of rules) {
    const key = id.replaceAll("-", ".");
    if (seen.has(key)) throw new Error(`a second rule ${id}`);
    seen.add(key);
  }
  return rules;
}
