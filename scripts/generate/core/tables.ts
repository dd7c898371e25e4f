import { docComment } from "../lines.ts";

/** A function from a number to a text constant; anything else gives an empty text. */
export function textTable(name: string, key: string, docs: string, values: readonly string[], first: number): string {
  return table(
    name,
    key,
    "string",
    docs,
    values.map((value) => JSON.stringify(value)),
    '""',
    first,
  );
}

/** A function from a number to a number; anything else gives 0. */
export function numberTable(name: string, key: string, docs: string, values: readonly number[], first: number): string {
  return table(name, key, "i32", docs, values.map(String), "0", first);
}

/** Equal values share a case, and the value of the default needs none. */
function table(
  name: string,
  key: string,
  type: string,
  docs: string,
  values: readonly string[],
  otherwise: string,
  first: number,
): string {
  const groups = new Map<string, number[]>();
  values.forEach((value, i) => {
    if (value !== otherwise) groups.set(value, [...(groups.get(value) ?? []), first + i]);
  });
  const cases = [...groups].map(([value, keys]) => {
    return `${keys.map((number) => `    case ${number}:\n`).join("")}      return ${value};\n`;
  });
  const body = `  switch (${key}) {\n${cases.join("")}    default:\n      return ${otherwise};\n  }\n`;
  return `${docComment([docs])}export function ${name}(${key}: i32): ${type} {\n${body}}\n`;
}
