import { isBytes, isString, shapeName, unsupported } from "../core/shapes.ts";
import { casesLayout, caseTypes, layout, sequence } from "../layout.ts";
import { camel } from "../names.ts";
import type { Type } from "../wit/resolve.ts";
import { namesOf } from "./names.ts";
import type { HostTypes } from "./types.ts";

/** The functions that read values out of messages. */
export class Decoders {
  private readonly functions = new Map<string, string>();
  private readonly types: HostTypes;

  constructor(types: HostTypes) {
    this.types = types;
  }

  helpers(): string[] {
    return [...this.functions.values()];
  }

  /** An expression for the value at `at` of the message `r`. */
  read(type: Type, at: string): string {
    if (isBytes(type)) return `r.bytes(${at})`;
    if (isString(type)) return `r.text(${at})`;
    switch (type.kind) {
      case "primitive":
        if (!/^(bool|u\d+)$/.test(type.name)) return unsupported("the host", type);
        return `r.${type.name}(${at})`;
      case "enum":
        if (layout(type).size !== 1) return unsupported("the host", type);
        return `r.name(${at}, ${namesOf(type.name)})`;
      case "list": {
        const item = this.read(type.element, "at");
        return `r.list(${at}, ${layout(type.element).size}, (r, at) => ${item})`;
      }
      case "option": {
        const { payload } = casesLayout(caseTypes(type));
        return `r.bool(${at}) ? ${this.read(type.some, plus(at, payload))} : undefined`;
      }
      default:
        return `${this.named(type)}(r, ${at})`;
    }
  }

  private named(type: Type): string {
    const name = `read${shapeName(type)}`;
    if (!this.functions.has(name)) {
      this.functions.set(name, "");
      const signature = `function ${name}(r: Reader, at: number): ${this.types.type(type, "out")}`;
      this.functions.set(name, `${signature} {\n${this.body(type)}}\n`);
    }
    return name;
  }

  private body(type: Type): string {
    switch (type.kind) {
      case "record": {
        const { offsets } = sequence(type.fields.map((field) => field.type));
        const fields = type.fields.map((field, i) => {
          return `    ${camel(field.name)}: ${this.read(field.type, plus("at", offsets[i] as number))},\n`;
        });
        return `  return {\n${fields.join("")}  };\n`;
      }
      case "tuple": {
        const { offsets } = sequence(type.elements);
        const elements = type.elements.map((element, i) => this.read(element, plus("at", offsets[i] as number)));
        return `  return [${elements.join(", ")}];\n`;
      }
      case "flags": {
        const flags = type.flags.map((flag, i) => `    ${camel(flag.name)}: (bits & ${2 ** i}) !== 0,\n`);
        return `  const bits = r.u${layout(type).size * 8}(at);\n  return {\n${flags.join("")}  };\n`;
      }
      case "result": {
        const { payload } = casesLayout(caseTypes(type));
        const [ok, error] = [type.ok, type.error].map((part) => part && this.read(part, plus("at", payload)));
        return `  return r.bool(at) ? { ok: false, error: ${error} } : { ok: true, value: ${ok} };\n`;
      }
      case "variant": {
        const { tag, payload } = casesLayout(caseTypes(type));
        if (tag !== 1) return unsupported("the host", type);
        const cases = type.cases.map((item, i) => {
          const value = item.type ? `, value: ${this.read(item.type, plus("at", payload))}` : "";
          const label = i === type.cases.length - 1 ? "default" : `case ${i}`;
          return `    ${label}:\n      return { tag: "${item.name}"${value} };\n`;
        });
        return `  switch (r.tag(at, ${type.cases.length})) {\n${cases.join("")}  }\n`;
      }
      default:
        return unsupported("the host", type);
    }
  }
}

/** The sum of a place and an offset, with the numbers in it added up. */
export function plus(at: string, offset: number): string {
  const sum = /^(.*) \+ (\d+)$/.exec(at);
  const [base, total] = sum === null ? [at, offset] : [sum[1], Number(sum[2]) + offset];
  return total === 0 ? `${base}` : `${base} + ${total}`;
}
