import { upper } from "../names.ts";
import type { World } from "../wit/resolve.ts";

/** The constant that holds the names of an enum's or variant's cases. */
export function namesOf(type: string): string {
  return `${upper(type)}_NAMES`;
}

/** Those constants that the code needs. */
export function nameTables(world: World, code: string): string[] {
  return world.definitions.flatMap((type) => {
    if (type.kind !== "enum" && type.kind !== "variant") return [];
    if (!new RegExp(`\\b${namesOf(type.name)}\\b`).test(code)) return [];
    const names = type.cases.map((item) => `"${item.name}"`).join(", ");
    return [`const ${namesOf(type.name)} = [${names}] as const;\n`];
  });
}
