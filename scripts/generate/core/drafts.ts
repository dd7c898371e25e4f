import { casesLayout, layout, recordLayout, sequence, variantLayout } from "../layout.ts";
import { docComment } from "../lines.ts";
import { camel, pascal } from "../names.ts";
import type { RecordType, Type, VariantType } from "../wit/resolve.ts";
import { isBool, isBytes, isNumber, isString, isWide, shapeName, unsupported } from "./shapes.ts";
import { place, viewClass } from "./views.ts";

/** The class that writes a record of an answer. */
export function recordDraft(record: RecordType): string {
  const { offsets } = recordLayout(record);
  const members = record.fields.flatMap((field, i) =>
    setters(field.name, field.type, offsets[i] as number, [], docComment(field.docs), `${record.name}.${field.name}`),
  );
  return viewClass(record.docs, `${pascal(record.name)}Draft`, members);
}

/** The class that writes a variant: setting a case sets the tag. */
export function variantDraft(variant: VariantType): string {
  const { tag, payload } = variantLayout(variant);
  const members = variant.cases.flatMap((item, i) => {
    const tagged = [`put${tag * 8}(this.at, ${i});`];
    const docs = docComment(item.docs);
    if (item.type === undefined) return [method(`set${pascal(item.name)}`, "", "void", tagged, docs)];
    return setters(item.name, item.type, payload, tagged, docs, `${variant.name}.${item.name}`);
  });
  return viewClass(variant.docs, `${pascal(variant.name)}Draft`, members);
}

/** The class that writes the result of a function from its root. */
export function resultDraft(name: string, type: Type): string {
  const what = `the result of ${name}`;
  const docs = [`What the function \`${name}\` answers.`];
  if (type.kind !== "result")
    return viewClass(docs, `${pascal(name)}ResultDraft`, setters("items", type, 0, [], "", what));
  const { payload } = casesLayout([type.ok, type.error]);
  const members = [type.ok, type.error].flatMap((part, i) => {
    const name = i === 0 ? "ok" : "error";
    const tagged = [`put8(this.at, ${i});`];
    if (part === undefined) return [method(`set${pascal(name)}`, "", "void", tagged, "")];
    return setters(name, part, payload, tagged, "", what);
  });
  return viewClass(docs, `${pascal(name)}ResultDraft`, members);
}

/** The class that writes the elements of a list that are no records, from the address of the first one. */
export function listDraft(element: Type): string {
  const { size } = layout(element);
  const at = size === 1 ? "this.at + i" : `this.at + i * ${size}`;
  const name = `${shapeName(element)}ListDraft`;
  const docs = ["The elements of a list, from the address of the first one."];
  if (isBytes(element)) {
    return viewClass(docs, name, [
      method("set", "out: Message, i: i32, value: Bytes", "void", [`out.pointed(${at}, value);`], ""),
    ]);
  }
  if (!isNumber(element)) return unsupported("a list", element);
  return viewClass(docs, name, [method("set", "i: i32, value: i32", "void", [`put${size * 8}(${at}, value);`], "")]);
}

function method(name: string, parameters: string, result: string, lines: readonly string[], docs: string): string {
  return `${docs}${name}(${parameters}): ${result} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

/** Setters of a field; `before` are the statements that set the discriminants around it. */
function setters(
  name: string,
  type: Type,
  offset: number,
  before: readonly string[],
  docs: string,
  what: string,
): string[] {
  const set = `set${pascal(name)}`;
  const at = place(offset);
  if (isBytes(type))
    return [method(set, "out: Message, value: Bytes", "void", [...before, `out.pointed(${at}, value);`], docs)];
  if (isString(type)) {
    return [
      method(set, "out: Message, value: string", "void", [...before, `out.text(${at}, value);`], docs),
      method(`${set}Bytes`, "out: Message, value: Bytes", "void", [...before, `out.pointed(${at}, value);`], docs),
    ];
  }
  if (isBool(type)) return [method(set, "value: bool", "void", [...before, `put8(${at}, value ? 1 : 0);`], docs)];
  if (isNumber(type)) {
    return [method(set, "value: i32", "void", [...before, `put${layout(type).size * 8}(${at}, value);`], docs)];
  }
  if (isWide(type))
    return [method(`${set}From`, "address: i32", "void", [...before, `copy(${at}, address, 8);`], docs)];
  switch (type.kind) {
    case "list": {
      const { size, align } = layout(type.element);
      const items = `return out.items(${at}, count, ${size}, ${align});`;
      return [method(set, "out: Message, count: i32", "i32", [...before, items], docs)];
    }
    case "option": {
      const { payload } = casesLayout([undefined, type.some]);
      return setters(name, type.some, offset + payload, [...before, `put8(${at}, 1);`], docs, what);
    }
    case "record":
    case "variant": {
      const draft = `${pascal(type.name)}Draft`;
      // What needs no discriminant is there already: it is only gone into.
      const getter = before.length === 0 ? `get ${camel(name)}` : set;
      return [method(getter, "", draft, [...before, `return new ${draft}(${at});`], docs)];
    }
    default:
      return unsupported(what, type);
  }
}

/** Size and alignment constants of a shape. */
export function sizeConstants(name: string, type: Type): string {
  const { size, align } = type.kind === "record" ? sequence(type.fields.map((field) => field.type)) : layout(type);
  return `export const ${name}_SIZE: i32 = ${size};\nexport const ${name}_ALIGN: i32 = ${align};\n`;
}
