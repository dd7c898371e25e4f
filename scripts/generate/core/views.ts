import { casesLayout, layout, recordLayout, variantLayout } from "../layout.ts";
import { docComment, indented } from "../lines.ts";
import { camel, pascal } from "../names.ts";
import type { RecordType, Type, VariantType } from "../wit/resolve.ts";
import { isBool, isBytes, isNumber, isWide, shapeName, unsupported } from "./shapes.ts";

/** `this.at` and an offset, as an expression. */
export function place(offset: number): string {
  return offset === 0 ? "this.at" : `this.at + ${offset}`;
}

const CONSTRUCTOR = "at: i32;\n\nconstructor(at: i32) {\n  this.at = at;\n}\n";

/** A class whose instances are views on memory. */
export function viewClass(docs: readonly string[], name: string, members: readonly string[]): string {
  return `${docComment(docs)}export class ${name} {\n${indented([CONSTRUCTOR, ...members].join("\n"))}}\n`;
}

/** The read view of a record that comes in. */
export function recordView(record: RecordType): string {
  const { offsets } = recordLayout(record);
  const members = record.fields.flatMap((field, i) => {
    const at = offsets[i] as number;
    return getters(camel(field.name), field.type, at, docComment(field.docs), `${record.name}.${field.name}`);
  });
  return viewClass(record.docs, pascal(record.name), members);
}

/** The read view of a variant: a tag, and a getter for each case, which holds only under its tag. */
export function variantView(variant: VariantType): string {
  const { payload } = variantLayout(variant);
  const members = variant.cases.flatMap((item) =>
    item.type === undefined
      ? []
      : getters(camel(item.name), item.type, payload, docComment(item.docs), `${variant.name}.${item.name}`),
  );
  const tag = getter("tag", "i32", readNumber(variantLayout(variant).tag, "this.at"), "");
  return viewClass(variant.docs, pascal(variant.name), [tag, ...members]);
}

/** The read view of a list of anything but bytes; `at` is where its pointer and length lie. */
export function listView(element: Type): string {
  const { size } = layout(element);
  const [type, read] = value(element, `this.items + i * ${size}`, `list of ${shapeName(element)}`);
  return [
    `export class ${shapeName(element)}List {`,
    "  /** Address of the first element. */",
    "  items: i32;",
    "  length: i32;",
    "",
    "  constructor(at: i32) {",
    "    this.items = get32(at);",
    "    this.length = get32(at + 4);",
    "  }",
    "",
    `  get(i: i32): ${type} {`,
    `    return ${read};`,
    "  }",
    "}",
    "",
  ].join("\n");
}

function getter(name: string, type: string, expression: string, docs: string): string {
  return `${docs}get ${name}(): ${type} {\n  return ${expression};\n}\n`;
}

function getters(name: string, type: Type, offset: number, docs: string, what: string): string[] {
  if (isWide(type)) return [getter(`${name}At`, "i32", place(offset), docs)];
  if (type.kind === "option") {
    const has = getter(
      `has${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      "bool",
      `get8(${place(offset)}) != 0`,
      docs,
    );
    const { payload } = casesLayout([undefined, type.some]);
    return [has, ...getters(name, type.some, offset + payload, docs, what)];
  }
  return [getter(name, ...value(type, place(offset), what), docs)];
}

/** The type of a view and the expression that makes it from an address. */
function value(type: Type, at: string, what: string): [type: string, expression: string] {
  if (isBytes(type)) return ["Bytes", `new Bytes(get32(${at}), get32(${lengthAfter(at)}))`];
  if (isBool(type)) return ["bool", `get8(${at}) != 0`];
  if (isNumber(type)) return ["i32", readNumber(layout(type).size, at)];
  if (type.kind === "list") return [`${shapeName(type)}`, `new ${shapeName(type)}(${at})`];
  if (type.kind === "record" || type.kind === "variant") return [pascal(type.name), `new ${pascal(type.name)}(${at})`];
  return unsupported(what, type);
}

/** Where the length lies of which the pointer lies at `at`. */
function lengthAfter(at: string): string {
  const sum = /^(.*) \+ (\d+)$/.exec(at);
  return sum === null ? `${at} + 4` : `${sum[1]} + ${Number(sum[2]) + 4}`;
}

export function readNumber(bytes: number, at: string): string {
  return `get${bytes * 8}(${at})`;
}
