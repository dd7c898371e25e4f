import { casesLayout, caseTypes, layout, sequence } from "../layout.ts";
import { docComment, header } from "../lines.ts";
import { pascal, upper } from "../names.ts";
import type { ExportedFunction, Type, World } from "../wit/resolve.ts";
import { isString, isWide, parts, shapeName, unsupported } from "./shapes.ts";

/** More flat values than this, and the host puts a parameter into memory: MAX_FLAT_PARAMS of the canonical ABI. */
const FLAT_MAX = 16;
/** The same of a result: MAX_FLAT_RESULTS. */
const FLAT_RESULTS_MAX = 1;

/** `core-wasm/generated/component.ts`: what a component's host calls, by the canonical ABI. */
export function coreComponent(world: World): string {
  const functions = world.functions.map(exportedFunction);
  const body = functions.join("\n");
  const types = [...new Set(body.match(/\b(?:[A-Z][A-Z_]+_SIZE|[A-Z][A-Za-z]+|checkLowered\w+)\b/g))];
  const answers = [...new Set(body.match(/\b(?:answer[A-Z]\w*|unread)\b/g))].sort();
  const memory = [...new Set(body.match(/\bput(?:8|16|32)\b/g))].sort();
  const lowered = ["flat", "lifted", "loweredSize"].filter((name) => new RegExp(`\\b${name}\\(`).test(body));
  lowered.push("realloc");
  const known = types.filter((name) => isGenerated(world, name)).sort();
  return [
    header("core-wasm/planner.wit"),
    `import { ${answers.join(", ")} } from "../edge/asked.ts";`,
    `import { ${memory.join(", ")} } from "../memory/memory.ts";`,
    `import { ${lowered.join(", ")} } from "../message/lowered.ts";`,
    `import {\n${known.map((name) => `  ${name},\n`).join("")}} from "./types.ts";`,
    "",
    "/** Room for what the host lowers. */",
    "export function cabiRealloc(old: i32, oldSize: i32, align: i32, size: i32): i32 {",
    "  return realloc(old, oldSize, align, size);",
    "}\n",
    body,
  ].join("\n");
}

/** `core-wasm/generated/component-names.ts`: which names the build gives to the exports of that file. */
export function componentNames(world: World): string {
  const names = world.functions.map((declared) => `  ${identifier(declared)}: "${declared.exported}",\n`);
  return [
    header("core-wasm/planner.wit"),
    "/** Functions of `component.ts`, and what the canonical ABI calls them: no name that a source could have. */",
    "export const COMPONENT_NAMES: Readonly<Record<string, string>> = {",
    `  cabiRealloc: "cabi_realloc",\n${names.join("")}};`,
    "",
  ].join("\n");
}

function identifier({ name }: ExportedFunction): string {
  return `component${pascal(name)}`;
}

function isGenerated(world: World, name: string): boolean {
  if (name.startsWith("checkLowered")) return true;
  return world.functions.some((declared) => {
    const parameters = declared.parameters.map(({ type }) => shapeName(type));
    return [...parameters, `${pascal(declared.name)}ResultDraft`, `${upper(declared.name)}_RESULT_SIZE`].includes(name);
  });
}

function exportedFunction(declared: ExportedFunction): string {
  const { name, result } = declared;
  const [parameter] = declared.parameters;
  if (result === undefined || flattened(result).length <= FLAT_RESULTS_MAX) {
    throw new Error(`${name}: a result that fits a register has no form in the core`);
  }
  const answered = [
    "  const out = lifted();",
    `  const result = new ${pascal(name)}ResultDraft(out.take(${upper(name)}_RESULT_SIZE, ${layout(result).align}));`,
  ];
  const docs = docComment(declared.docs);
  if (parameter === undefined) {
    const lines = [...answered, `  answer${pascal(name)}(result, out);`, "  return out.base;"];
    return `${docs}export function ${identifier(declared)}(): i32 {\n${lines.join("\n")}\n}\n`;
  }
  const values = flattened(parameter.type);
  const inMemory = values.length > FLAT_MAX;
  const view = `new ${shapeName(parameter.type)}(at)`;
  const lines = [
    ...(inMemory ? [] : stored(parameter.type)),
    `  const taken = checkLowered${pascal(parameter.name)}(at);`,
    ...answered,
    `  if (taken) answer${pascal(name)}(${view}, loweredSize(), result, out);`,
    "  else unread(result.setError(), out, loweredSize());",
    "  return out.base;",
  ];
  const parameters = inMemory ? "at: i32" : values.map((_, i) => `p${i}: i32`).join(", ");
  return `${docs}export function ${identifier(declared)}(${parameters}): i32 {\n${lines.join("\n")}\n}\n`;
}

/** Statements that put flat values where they would lie in memory. */
function stored(type: Type): string[] {
  if (!isStorable(type)) return unsupported("a parameter of few flat values", type);
  const { size, align } = layout(type);
  const stores = flattened(type).map(({ bytes, offset }, i) => {
    return `  put${bytes * 8}(${offset === 0 ? "at" : `at + ${offset}`}, p${i});`;
  });
  return [`  const at = flat(${size}, ${align});`, ...stores];
}

/** Cases that share flat values, and numbers that are no i32, would have to be told apart: nothing needs it. */
function isStorable(type: Type): boolean {
  if (type.kind === "result" || type.kind === "variant" || isWide(type)) return false;
  if (type.kind === "primitive") return /^(?:bool|string|[us](?:8|16|32))$/.test(type.name);
  return type.kind === "list" || parts(type).every(isStorable);
}

interface Flat {
  readonly bytes: number;
  readonly offset: number;
}

/** The flat values of a type, and where each one lies in memory: "flattening" of the canonical ABI, for 32 bits. */
function flattened(type: Type, at = 0): Flat[] {
  if (isString(type) || type.kind === "list") {
    return [
      { bytes: 4, offset: at },
      { bytes: 4, offset: at + 4 },
    ];
  }
  switch (type.kind) {
    case "enum":
    case "flags":
      return [{ bytes: layout(type).size, offset: at }];
    case "record":
    case "tuple": {
      const types = type.kind === "record" ? type.fields.map((field) => field.type) : type.elements;
      const { offsets } = sequence(types);
      return types.flatMap((part, i) => flattened(part, at + (offsets[i] as number)));
    }
    case "option":
    case "result":
    case "variant": {
      const { tag, payload } = casesLayout(caseTypes(type));
      const cases = caseTypes(type).map((part) => (part === undefined ? [] : flattened(part, at + payload)));
      const [longest = []] = cases.toSorted((a, b) => b.length - a.length);
      return [{ bytes: tag, offset: at }, ...longest];
    }
    default:
      return [{ bytes: layout(type).size, offset: at }];
  }
}
