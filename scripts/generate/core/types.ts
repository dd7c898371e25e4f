import { docComment, header } from "../lines.ts";
import { pascal, upper } from "../names.ts";
import type { Definition, Type, World } from "../wit/resolve.ts";
import { Checks } from "./checks.ts";
import { listDraft, recordDraft, resultDraft, sizeConstants, variantDraft } from "./drafts.ts";
import { compounds, isBytes, parts, reached } from "./shapes.ts";
import { listView, recordView, variantView } from "./views.ts";

/** `core-wasm/generated/types.ts`: the memory of the planner's requests and answers, as classes and checks. */
export function coreTypes(world: World): string {
  const incoming = world.functions.flatMap((item) => item.parameters.map((parameter) => parameter.type));
  const outgoing = world.functions.flatMap((item) => (item.result === undefined ? [] : [item.result]));
  const views = compounds(world, "in").map((type) => (type.kind === "record" ? recordView(type) : variantView(type)));
  const drafts = compounds(world, "out").map((type) =>
    type.kind === "record" ? recordDraft(type) : variantDraft(type),
  );
  const results = world.functions.flatMap((item) => (item.result ? [resultDraft(item.name, item.result)] : []));
  const checks = new Checks();
  const roots = parameters(world).map(([name, type]) => checks.root(name, type));
  const body = [
    ...world.definitions.flatMap(enumeration),
    ...sizes(world),
    ...lists(incoming).map((list) => listView(list)),
    ...views,
    ...listDrafts(outgoing).map((list) => listDraft(list)),
    ...drafts,
    ...results,
    ...checks.helpers(),
    ...roots,
  ].join("\n");
  return `${header("core-wasm/planner.wit")}\n${imports(body)}\n${body}`;
}

/** Parameters by name: a function has one at most, and the same name means the same type. */
function parameters(world: World): [name: string, type: Type][] {
  const found = new Map<string, Type>();
  for (const { name, parameters } of world.functions) {
    const [parameter, another] = parameters;
    if (another !== undefined) throw new Error(`${name}: one parameter at most; make it a record`);
    if (parameter === undefined) continue;
    const before = found.get(parameter.name);
    if (before !== undefined && before !== parameter.type) {
      throw new Error(`${name}: the parameter \`${parameter.name}\` has another type elsewhere`);
    }
    found.set(parameter.name, parameter.type);
  }
  return [...found];
}

function enumeration(type: Definition): string[] {
  const of = (
    name: string,
    members: readonly { name: string; docs: readonly string[] }[],
    value: (i: number) => number,
  ) =>
    `${docComment(type.docs)}export enum ${name} {\n${members
      .map((member, i) => `${docComment(member.docs, "  ")}  ${upper(member.name)} = ${value(i)},\n`)
      .join("")}}\n`;
  if (type.kind === "enum") return [of(pascal(type.name), type.cases, (i) => i)];
  if (type.kind === "flags") return [of(pascal(type.name), type.flags, (i) => 2 ** i)];
  if (type.kind === "variant") return [of(`${pascal(type.name)}Tag`, type.cases, (i) => i)];
  return [];
}

function sizes(world: World): string[] {
  const named = world.definitions.filter((type) => type.kind === "record" || type.kind === "variant");
  const results = world.functions.flatMap((item) =>
    item.result ? [sizeConstants(`${upper(item.name)}_RESULT`, item.result)] : [],
  );
  return [...named.map((type) => sizeConstants(upper(type.name), type)), ...results];
}

/** Elements of the lists, but for plain bytes. */
function lists(roots: readonly Type[]): Type[] {
  return reached(roots).flatMap((type) => (type.kind === "list" && !isBytes(type) ? [type.element] : []));
}

function listDrafts(roots: readonly Type[]): Type[] {
  return lists(roots).filter((element) => parts(element).length === 0 || isBytes(element));
}

function imports(body: string): string {
  const used = (names: readonly string[]): string =>
    names.filter((name) => new RegExp(`\\b${name}\\b`).test(body)).join(", ");
  const from = (names: readonly string[], path: string): string => `import { ${used(names)} } from "${path}";\n`;
  return [
    from(["Bytes"], "../bytes/bytes.ts"),
    from(["copy", "get8", "get16", "get32", "put8", "put16", "put32"], "../memory/memory.ts"),
    from(["begin", "ended", "onlyFlags", "place", "placeBytes", "placeBytesList", "zeroes"], "../message/canonical.ts"),
    from(["isLowered"], "../message/lowered.ts"),
    from(["Message"], "../message/message.ts"),
  ].join("");
}
