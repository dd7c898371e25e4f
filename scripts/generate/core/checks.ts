import { casesLayout, caseTypes, layout, sequence } from "../layout.ts";
import { camel, pascal } from "../names.ts";
import type { Type } from "../wit/resolve.ts";
import { isBytes, shapeName, unsupported } from "./shapes.ts";
import { readNumber } from "./views.ts";

/** The checks of one shape: conditions on the bytes at an address, to be joined by "and" in this order. */
export class Checks {
  private readonly functions = new Map<string, string>();

  /** The exported checks of a parameter, named after it: as a message, and as a component's host lowered it. */
  root(parameter: string, type: Type): string {
    const { size, align } = layout(type);
    const whole = this.conditions(type, 0);
    const message = [`begin(at, size, ${size})`, ...whole, "ended()"].join(" && ");
    const lowered = [`isLowered(at, ${size}, ${align})`, ...whole].join(" && ");
    return [
      "/**",
      ` * Whether the bytes at \`at\`, a multiple of 8, are the parameter \`${camel(parameter)}\` in canonical form.`,
      " * Its pointers become addresses on the way, so that the views can be used; after a refusal nothing of it can.",
      " */",
      `export function check${pascal(parameter)}(at: i32, size: i32): bool {`,
      `  return ${message};`,
      "}",
      "",
      `/** Whether a component's host put the parameter \`${camel(parameter)}\` at \`at\`: then the views can be used. */`,
      `export function checkLowered${pascal(parameter)}(at: i32): bool {`,
      `  return ${lowered};`,
      "}",
      "",
    ].join("\n");
  }

  /** The functions that the roots made so far call, each before its first user. */
  helpers(): string[] {
    return [...this.functions.values()];
  }

  private conditions(type: Type, offset: number, base = "at"): string[] {
    const at = offset === 0 ? base : `${base} + ${offset}`;
    switch (type.kind) {
      case "primitive":
        if (type.name === "bool") return [`get8(${at}) < 2`];
        if (type.name === "string" || type.name === "char") return unsupported("a parameter", type);
        return [];
      case "enum":
        return [`${readNumber(layout(type).size, at)} < ${type.cases.length}`];
      case "flags": {
        const { size } = layout(type);
        const { length } = type.flags;
        return length === size * 8 ? [] : [`onlyFlags(${readNumber(size, at)}, ${2 ** length - 1})`];
      }
      case "record":
        // Numbers alone, without a gap between them: all bytes will do.
        if (this.sequenceConditions(type.fields.map((field) => field.type)).length === 0) return [];
        return [`${this.named(type)}(${at})`];
      default:
        return [`${this.named(type)}(${at})`];
    }
  }

  private named(type: Type): string {
    if (isBytes(type)) return "placeBytes";
    if (type.kind === "list" && isBytes(type.element)) return "placeBytesList";
    const name = `check${shapeName(type)}At`;
    if (!this.functions.has(name)) {
      const body = this.body(type);
      this.functions.set(name, `function ${name}(at: i32): bool {\n${body}}\n`);
    }
    return name;
  }

  private body(type: Type): string {
    switch (type.kind) {
      case "list":
        return this.listBody(type.element);
      case "record":
        return this.sequenceBody(type.fields.map((field) => field.type));
      case "tuple":
        return this.sequenceBody(type.elements);
      case "option":
      case "result":
      case "variant":
        return this.casesBody(caseTypes(type));
      default:
        return unsupported("a parameter", type);
    }
  }

  private listBody(element: Type): string {
    const { size, align } = layout(element);
    const placed = `place(at, ${size}, ${align})`;
    if (this.conditions(element, 0).length === 0) return `  return ${placed};\n`;
    const address = size === 1 ? "first + i" : `first + i * ${size}`;
    return [
      `  if (!${placed}) return false;`,
      "  const first = get32(at);",
      "  const count = get32(at + 4);",
      "  for (let i = 0; i < count; i++) {",
      `    const item = ${address};`,
      `    if (!(${this.conditions(element, 0, "item").join(" && ")})) return false;`,
      "  }",
      "  return true;",
      "",
    ].join("\n");
  }

  private sequenceConditions(types: readonly Type[]): string[] {
    const { offsets, size } = sequence(types);
    const conditions: string[] = [];
    let end = 0;
    types.forEach((type, i) => {
      const offset = offsets[i] as number;
      conditions.push(...padding(end, offset), ...this.conditions(type, offset));
      end = offset + layout(type).size;
    });
    conditions.push(...padding(end, size));
    return conditions;
  }

  private sequenceBody(types: readonly Type[]): string {
    return `  return (\n    ${this.sequenceConditions(types).join(" &&\n    ") || "true"}\n  );\n`;
  }

  private casesBody(types: readonly (Type | undefined)[]): string {
    const { tag, payload, size } = casesLayout(types);
    const lines = [`  const tag = ${readNumber(tag, "at")};`];
    types.forEach((type, i) => {
      const end = type === undefined ? tag : payload + layout(type).size;
      const inside = type === undefined ? [] : [...padding(tag, payload), ...this.conditions(type, payload)];
      const conditions = [...inside, ...padding(end, size)];
      lines.push(`  if (tag == ${i}) return ${conditions.join(" && ") || "true"};`);
    });
    return `${[...lines, "  return false;"].join("\n")}\n`;
  }
}

function padding(from: number, to: number): string[] {
  return from === to ? [] : [`zeroes(at + ${from}, ${to - from})`];
}
