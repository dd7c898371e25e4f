import { layout } from "../layout.ts";
import { header } from "../lines.ts";
import { pascal } from "../names.ts";
import type { ExportedFunction, Type, World } from "../wit/resolve.ts";
import { Decoders } from "./decode.ts";
import { Encoders } from "./encode.ts";
import { nameTables } from "./names.ts";
import type { HostTypes } from "./types.ts";

/** `host/planner/generated/codec.ts`: parameters to messages, and messages to results. */
export function hostCodec(world: World, types: HostTypes): string {
  const encoders = new Encoders(types);
  const decoders = new Decoders(types);
  const done = new Map<Type, string>();
  const exported = world.functions.flatMap((declared) => [
    ...encode(declared, types, encoders, done),
    ...decode(declared, types, decoders),
  ]);
  const code = [...encoders.helpers(), ...decoders.helpers(), ...exported].join("\n");
  const body = [...nameTables(world, code), code].join("\n");
  const used = new Set(body.match(/\b[A-Z]\w*\b/g));
  const names = [...new Set(world.definitions.flatMap((type) => [types.name(type, "in"), types.name(type, "out")]))];
  const imported = [...names, "Result"].filter((name) => used.has(name)).sort();
  return [
    header("core-wasm/planner.wit"),
    'import { Reader } from "../reader.ts";',
    `import { ${used.has("Bytes") ? "type Bytes, " : ""}most, mostOfList, Writer, written } from "../writer.ts";`,
    `import type {\n${imported.map((name) => `  ${name},\n`).join("")}} from "./types.ts";\n`,
    body,
  ].join("\n");
}

/** What two functions share is written once and has two names. */
function encode(declared: ExportedFunction, types: HostTypes, encoders: Encoders, done: Map<Type, string>): string[] {
  const [parameter] = declared.parameters;
  if (parameter === undefined) return [];
  const name = pascal(declared.name);
  const before = done.get(parameter.type);
  if (before !== undefined) {
    return [
      `export { encode${before}Into as encode${name}Into, encode${before}Parameter as encode${name}Parameter };\n`,
    ];
  }
  done.set(parameter.type, name);
  const type = types.type(parameter.type, "in");
  const { size } = layout(parameter.type);
  const most = encoders.most(parameter.type, "value");
  return [
    [
      "/**",
      ` * Writes the parameter of \`${declared.name}\` at the start of \`target\`, which lies at a multiple of 8;`,
      " * returns its size, or, when it does not fit, the negative of a size that is enough.",
      " */",
      `export function encode${name}Into(target: Uint8Array, value: ${type}): number {`,
      "  const w = new Writer(target);",
      `  const at = w.take(${size}, 8);`,
      "  if (at === 0) {",
      `    ${encoders.write(parameter.type, "at", "value")}`,
      "  }",
      "  const size = w.finish();",
      `  return size < 0 ? -most${name}Parameter(value) : size;`,
      "}",
      "",
    ].join("\n"),
    [
      `/** The parameter of \`${declared.name}\` as a message. */`,
      `export function encode${name}Parameter(value: ${type}): Uint8Array {`,
      `  return written((target) => encode${name}Into(target, value));`,
      "}",
      "",
      `function most${name}Parameter(value: ${type}): number {`,
      `  return (${size + 7} + ${most ?? "0"}) & ~7;`,
      "}",
      "",
    ].join("\n"),
  ];
}

function decode(declared: ExportedFunction, types: HostTypes, decoders: Decoders): string[] {
  if (declared.result === undefined) return [];
  const { size } = layout(declared.result);
  const name = `decode${pascal(declared.name)}Result`;
  const result = types.type(declared.result, "out");
  return [
    [
      "/**",
      ` * What \`${declared.name}\` answered. With \`copies\` false its bytes are views on the message,`,
      " * which hold only until the planner is called again.",
      " */",
      `export function ${name}(message: Uint8Array, copies = true): ${result} {`,
      `  const r = new Reader(message, ${size}, copies);`,
      `  return ${decoders.read(declared.result, "0")};`,
      "}",
      "",
    ].join("\n"),
  ];
}
