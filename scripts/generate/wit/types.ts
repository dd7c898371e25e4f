import type { Cursor } from "./cursor.ts";
import { type CaseSyntax, type DefinitionSyntax, type Named, PRIMITIVES, type TypeSyntax } from "./model.ts";

const REFUSED = new Set(["borrow", "own", "stream", "future"]);

/** A type: a primitive, one of the built-in shapes, or a name. */
export function typeSyntax(cursor: Cursor): TypeSyntax {
  const token = cursor.token;
  const keyword = token.escaped ? "" : token.text;
  const primitive = PRIMITIVES.find((name) => name === keyword);
  if (primitive !== undefined) {
    cursor.advance();
    return { kind: "primitive", name: primitive };
  }
  if (REFUSED.has(keyword)) cursor.fail(`\`${keyword}\` is not supported: nothing here has an identity`);
  if (cursor.accept("list")) {
    cursor.expect("<");
    const element = typeSyntax(cursor);
    if (cursor.is(",")) cursor.fail("lists of fixed length are not supported");
    cursor.expect(">");
    return { kind: "list", element };
  }
  if (cursor.accept("option")) {
    cursor.expect("<");
    const some = typeSyntax(cursor);
    cursor.expect(">");
    return { kind: "option", some };
  }
  if (cursor.accept("tuple")) {
    cursor.expect("<");
    return { kind: "tuple", elements: cursor.list(">", () => typeSyntax(cursor)) };
  }
  if (cursor.accept("result")) return resultSyntax(cursor);
  return { kind: "reference", name: cursor.name().text, position: token };
}

/** `result`, `result<T>`, `result<_, E>` or `result<T, E>`. */
function resultSyntax(cursor: Cursor): TypeSyntax {
  if (!cursor.accept("<")) return { kind: "result", ok: undefined, error: undefined };
  const ok = cursor.accept("_") ? undefined : typeSyntax(cursor);
  const error = cursor.accept(",") ? typeSyntax(cursor) : undefined;
  cursor.expect(">");
  return { kind: "result", ok, error };
}

/** `type`, `record`, `variant`, `enum` or `flags`; undefined: the next item is something else. */
export function definitionSyntax(cursor: Cursor, docs: readonly string[]): DefinitionSyntax | undefined {
  if (cursor.is("resource")) cursor.fail("`resource` is not supported: nothing here has an identity");
  if (cursor.accept("type")) {
    const name = named(cursor, docs);
    cursor.expect("=");
    const type = typeSyntax(cursor);
    cursor.expect(";");
    return { ...name, kind: "alias", type };
  }
  if (cursor.accept("record")) {
    const name = named(cursor, docs);
    cursor.expect("{");
    return { ...name, kind: "record", fields: cursor.list("}", () => fieldSyntax(cursor)) };
  }
  if (cursor.accept("variant")) {
    const name = named(cursor, docs);
    cursor.expect("{");
    return { ...name, kind: "variant", cases: cursor.list("}", () => caseSyntax(cursor)) };
  }
  if (cursor.accept("enum")) {
    const name = named(cursor, docs);
    cursor.expect("{");
    return { ...name, kind: "enum", cases: cursor.list("}", () => named(cursor, cursor.docs())) };
  }
  if (cursor.accept("flags")) {
    const name = named(cursor, docs);
    cursor.expect("{");
    return { ...name, kind: "flags", flags: cursor.list("}", () => named(cursor, cursor.docs())) };
  }
  return undefined;
}

/** `name: type`, as in records and parameters. */
export function fieldSyntax(cursor: Cursor): Named & { readonly type: TypeSyntax } {
  const name = named(cursor, cursor.docs());
  cursor.expect(":");
  return { ...name, type: typeSyntax(cursor) };
}

function caseSyntax(cursor: Cursor): CaseSyntax {
  const name = named(cursor, cursor.docs());
  if (!cursor.accept("(")) return { ...name, type: undefined };
  const type = typeSyntax(cursor);
  cursor.expect(")");
  return { ...name, type };
}

export function named(cursor: Cursor, docs: readonly string[]): Named {
  const { text, line, column } = cursor.name();
  return { name: text, docs, line, column };
}
