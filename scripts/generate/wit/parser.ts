import { Cursor } from "./cursor.ts";
import type {
  DefinitionSyntax,
  FunctionSyntax,
  InterfaceSyntax,
  Named,
  PackageSyntax,
  UseSyntax,
  WorldSyntax,
} from "./model.ts";
import { definitionSyntax, fieldSyntax, named, typeSyntax } from "./types.ts";

/** Parses one WIT file: a package with its interfaces and worlds. Throws WitError with line and column. */
export function parseWit(source: string): PackageSyntax {
  const cursor = new Cursor(source);
  const interfaces: InterfaceSyntax[] = [];
  const worlds: WorldSyntax[] = [];
  const docs = cursor.docs();
  cursor.expect("package");
  const name = packageName(cursor);
  const version = cursor.accept("@") ? versionNumber(cursor) : undefined;
  if (cursor.is("{")) cursor.fail("a package in braces is not supported: one file holds one package");
  cursor.expect(";");
  while (cursor.token.kind !== "end") {
    const itemDocs = cursor.docs();
    if (cursor.accept("interface")) interfaces.push(interfaceSyntax(cursor, named(cursor, itemDocs)));
    else if (cursor.accept("world")) worlds.push(worldSyntax(cursor, named(cursor, itemDocs)));
    else cursor.fail("expected `interface` or `world`");
  }
  return { name, version, docs, interfaces, worlds };
}

function packageName(cursor: Cursor): string {
  let name = cursor.name().text;
  while (cursor.accept(":")) name += `:${cursor.name().text}`;
  return name;
}

function versionNumber(cursor: Cursor): string {
  if (cursor.token.kind !== "number") cursor.fail("expected a version");
  return cursor.advance().text;
}

/** `types`, `a:b/types` or `a:b/types@1.0.0`. */
function interfacePath(cursor: Cursor): string {
  let path = packageName(cursor);
  if (cursor.accept("/")) path += `/${cursor.name().text}`;
  if (cursor.accept("@")) path += `@${versionNumber(cursor)}`;
  return path;
}

function interfaceSyntax(cursor: Cursor, name: Named): InterfaceSyntax {
  const uses: UseSyntax[] = [];
  const definitions: DefinitionSyntax[] = [];
  const functions: FunctionSyntax[] = [];
  cursor.expect("{");
  while (!cursor.accept("}")) {
    const docs = cursor.docs();
    const definition = definitionSyntax(cursor, docs);
    if (definition !== undefined) definitions.push(definition);
    else if (cursor.is("use")) uses.push(useSyntax(cursor));
    else functions.push(functionSyntax(cursor, docs));
  }
  return { ...name, uses, definitions, functions };
}

function useSyntax(cursor: Cursor): UseSyntax {
  const { line, column } = cursor.expect("use");
  const from = interfacePath(cursor);
  cursor.expect(".");
  cursor.expect("{");
  const names = cursor.list("}", () => {
    const position = cursor.token;
    const name = cursor.name().text;
    return { name, as: cursor.accept("as") ? cursor.name().text : name, position };
  });
  cursor.expect(";");
  return { from, names, line, column };
}

/** `name: func(a: t) -> r;` */
function functionSyntax(cursor: Cursor, docs: readonly string[]): FunctionSyntax {
  const name = named(cursor, docs);
  cursor.expect(":");
  if (cursor.is("async")) cursor.fail("`async` is not supported: the planner has no time");
  cursor.expect("func");
  cursor.expect("(");
  const parameters = cursor.list(")", () => fieldSyntax(cursor));
  const result = cursor.accept("->") ? typeSyntax(cursor) : undefined;
  cursor.expect(";");
  return { ...name, parameters, result };
}

function worldSyntax(cursor: Cursor, name: Named): WorldSyntax {
  const uses: UseSyntax[] = [];
  const definitions: DefinitionSyntax[] = [];
  const functions = { import: [] as FunctionSyntax[], export: [] as FunctionSyntax[] };
  const interfaces = { import: [] as string[], export: [] as string[] };
  cursor.expect("{");
  while (!cursor.accept("}")) {
    const docs = cursor.docs();
    const definition = definitionSyntax(cursor, docs);
    if (definition !== undefined) {
      definitions.push(definition);
      continue;
    }
    if (cursor.is("use")) {
      uses.push(useSyntax(cursor));
      continue;
    }
    if (cursor.is("include")) cursor.fail("`include` is not supported: there is one world");
    const way = cursor.accept("import") ? "import" : cursor.accept("export") ? "export" : undefined;
    if (way === undefined) cursor.fail("expected `import`, `export`, `use` or a type");
    const item = worldItem(cursor, docs);
    if (typeof item === "string") interfaces[way].push(item);
    else functions[way].push(item);
  }
  return {
    ...name,
    uses,
    definitions,
    functions: functions.export,
    imported: functions.import,
    importedInterfaces: interfaces.import,
    exportedInterfaces: interfaces.export,
  };
}

/** A function, or the path of an interface. */
function worldItem(cursor: Cursor, docs: readonly string[]): FunctionSyntax | string {
  if (cursor.startsFunction()) return functionSyntax(cursor, docs);
  const path = interfacePath(cursor);
  if (cursor.is("interface")) cursor.fail("an interface inside a world is not supported: give it a name outside");
  cursor.expect(";");
  return path;
}
