import { isBytes, isString, parts, shapeName, unsupported } from "../core/shapes.ts";
import { casesLayout, caseTypes, layout, sequence } from "../layout.ts";
import { camel } from "../names.ts";
import type { Type } from "../wit/resolve.ts";
import { namesOf } from "./names.ts";
import type { HostTypes } from "./types.ts";

/** The functions that write values into messages, and say before how large they are at most. */
export class Encoders {
  private readonly functions = new Map<string, string>();
  private readonly types: HostTypes;

  constructor(types: HostTypes) {
    this.types = types;
  }

  helpers(): string[] {
    return [...this.functions.values()];
  }

  /** A statement that writes `value` at `at` of the message `w`. */
  write(type: Type, at: string, value: string): string {
    if (isBytes(type)) return `w.bytes(${at}, ${value});`;
    if (isString(type)) return `w.text(${at}, ${value});`;
    switch (type.kind) {
      case "primitive":
        if (!/^(bool|u\d+)$/.test(type.name)) return unsupported("the host", type);
        return `w.${type.name}(${at}, ${value});`;
      case "enum":
        if (layout(type).size !== 1) return unsupported("the host", type);
        return `w.name(${at}, ${value}, ${namesOf(type.name)});`;
      case "list":
        if (isBytes(type.element)) return `w.bytesList(${at}, ${value});`;
        break;
    }
    const name = `write${shapeName(type)}`;
    this.define(name, () => {
      const parameters = `w: Writer, at: number, value: ${this.types.type(type, "in")}`;
      return `function ${name}(${parameters}): void {\n${lines(this.writeBody(type))}}\n`;
    });
    return `${name}(w, ${at}, ${value});`;
  }

  /** An expression for how many bytes out of line a value needs at most, padding before each piece included. */
  most(type: Type, value: string): string | undefined {
    if (isBytes(type)) return `most(${value})`;
    if (isString(type)) return `most(${value})`;
    if (type.kind === "list" && isBytes(type.element)) return `mostOfList(${value})`;
    if (!pointsOut(type)) return undefined;
    const name = `most${shapeName(type)}`;
    this.define(name, () => {
      const body = lines(this.mostBody(type));
      return `function ${name}(value: ${this.types.type(type, "in")}): number {\n${body}}\n`;
    });
    return `${name}(${value})`;
  }

  private define(name: string, text: () => string): void {
    if (this.functions.has(name)) return;
    this.functions.set(name, "");
    this.functions.set(name, text());
  }

  private writeBody(type: Type): string[] {
    switch (type.kind) {
      case "record":
        return this.writeSequence(type.fields.map((field) => [field.type, `value.${camel(field.name)}`]));
      case "tuple":
        return this.writeSequence(type.elements.map((element, i) => [element, `value[${i}]`]));
      case "flags": {
        const bits = type.flags.map((flag, i) => `(value.${camel(flag.name)} ? ${2 ** i} : 0)`);
        return [`w.u${layout(type).size * 8}(at, ${bits.join(" +\n    ")});`];
      }
      case "list": {
        const { size, align } = layout(type.element);
        return [
          `const first = w.items(at, value.length, ${size}, ${align});`,
          "if (first < 0) return;",
          "for (let i = 0; i < value.length; i++) {",
          `  const item = value[i] as ${this.types.type(type.element, "in")};`,
          `  ${this.write(type.element, size === 1 ? "first + i" : `first + i * ${size}`, "item")}`,
          "}",
        ];
      }
      case "option": {
        const { payload } = casesLayout(caseTypes(type));
        return ["if (value === undefined) return;", "w.u8(at, 1);", this.write(type.some, `at + ${payload}`, "value")];
      }
      case "result": {
        const { payload } = casesLayout(caseTypes(type));
        const [ok, error] = [type.ok, type.error];
        return [
          "w.u8(at, value.ok ? 0 : 1);",
          ...(ok ? [`if (value.ok) ${this.write(ok, `at + ${payload}`, "value.value")}`] : []),
          ...(error ? [`if (!value.ok) ${this.write(error, `at + ${payload}`, "value.error")}`] : []),
        ];
      }
      case "variant": {
        const { tag, payload } = casesLayout(caseTypes(type));
        if (tag !== 1) return unsupported("the host", type);
        const cases = type.cases.flatMap((item) =>
          item.type
            ? [`if (value.tag === "${item.name}") ${this.write(item.type, `at + ${payload}`, "value.value")}`]
            : [],
        );
        return [`w.name(at, value.tag, ${namesOf(type.name)});`, ...cases];
      }
      default:
        return unsupported("the host", type);
    }
  }

  private writeSequence(members: readonly (readonly [Type, string])[]): string[] {
    const { offsets } = sequence(members.map(([type]) => type));
    return members.map(([type, value], i) => this.write(type, offsets[i] === 0 ? "at" : `at + ${offsets[i]}`, value));
  }

  private mostBody(type: Type): string[] {
    const sum = (members: readonly (readonly [Type, string])[]): string[] => {
      const terms = members.flatMap(([part, value]) => this.most(part, value) ?? []);
      return [`return ${terms.join(" + ")};`];
    };
    switch (type.kind) {
      case "record":
        return sum(type.fields.map((field) => [field.type, `value.${camel(field.name)}`]));
      case "tuple":
        return sum(type.elements.map((element, i) => [element, `value[${i}]`]));
      case "list": {
        const { size, align } = layout(type.element);
        const own = `value.length * ${size} + ${align - 1}`;
        const each = this.most(type.element, "item");
        if (each === undefined) return [`return ${own};`];
        return [`let size = ${own};`, `for (const item of value) size += ${each};`, "return size;"];
      }
      case "option":
        return [`return value === undefined ? 0 : ${this.most(type.some, "value")};`];
      case "result": {
        const good = (type.ok && this.most(type.ok, "value.value")) ?? "0";
        const bad = (type.error && this.most(type.error, "value.error")) ?? "0";
        return [`return value.ok ? ${good} : ${bad};`];
      }
      case "variant": {
        const cases = type.cases.flatMap((item) => {
          const size = item.type && this.most(item.type, "value.value");
          return size === undefined ? [] : [`if (value.tag === "${item.name}") return ${size};`];
        });
        return [...cases, "return 0;"];
      }
      default:
        return unsupported("the host", type);
    }
  }
}

/** Whether a type holds pointers. */
function pointsOut(type: Type): boolean {
  return type.kind === "list" || isString(type) || parts(type).some(pointsOut);
}

function lines(statements: readonly string[]): string {
  return statements.map((line) => `  ${line}\n`).join("");
}
