/** One operation of a program, as core-wasm/effects.json describes it. */
export interface EffectShape {
  readonly op: string;
  readonly args: string;
  readonly names: readonly string[];
  readonly into?: string;
  readonly out?: number | string;
}

/** The table of operations and its version, which core, host and shim must agree on. */
export interface EffectTable {
  readonly version: number;
  readonly effects: readonly EffectShape[];
}

const MOST_ARGUMENTS = 6;
const NONE = 255;

/** Only a directory that a path starts at may be AT_FDCWD; everything else has to be a register ('D'). */
const STARTS_A_PATH = /(dirfd|fromfd|tofd)$/;

function kinds(effect: EffectShape): string {
  if (effect.args.length !== effect.names.length || effect.args.length > MOST_ARGUMENTS) {
    throw new Error(`effects.json: ${effect.op} has ${effect.args.length} kinds and ${effect.names.length} names`);
  }
  const kind = (letter: string, i: number): string => {
    if (!"FRSNBIO".includes(letter)) throw new Error(`effects.json: ${effect.op} has an unknown kind ${letter}`);
    return letter === "F" && !STARTS_A_PATH.test(effect.names[i] ?? "") ? "D" : letter;
  };
  return [...effect.args].map(kind).join("");
}

function place(effect: EffectShape, name: string): number {
  const at = effect.names.indexOf(name);
  return at < 0 ? NONE : at;
}

function row(effect: EffectShape): string {
  const into = effect.into === undefined ? "NONE" : effect.into.toUpperCase();
  const fixed = typeof effect.out === "number" ? effect.out : 0;
  const cap = typeof effect.out === "string" ? place(effect, effect.out) : NONE;
  if (typeof effect.out === "string" && cap === NONE)
    throw new Error(`effects.json: ${effect.op} has no ${effect.out}`);
  return `  {"${kinds(effect)}", LM_INTO_${into}, ${fixed}, ${cap}, ${place(effect, "length")}}, /* ${effect.op} */`;
}

/** The shim's table of operations, as C: made from core-wasm/effects.json, given as text or parsed. */
export function effectsHeader(json: string | EffectTable): string {
  const table: EffectTable = typeof json === "string" ? JSON.parse(json) : json;
  const lines = [
    "/* Made by scripts/generate from core-wasm/effects.json; never edited. */",
    "#ifndef LM_EFFECTS_H",
    "#define LM_EFFECTS_H",
    "",
    `#define LM_ABI ${table.version}`,
    `#define LM_OPS ${table.effects.length}`,
    ...table.effects.map((effect, i) => `#define LM_OP_${effect.op.toUpperCase()} ${i + 1}`),
    "",
    "#define LM_INTO_NONE 0",
    "#define LM_INTO_FD 1",
    "#define LM_INTO_ID 2",
    `#define LM_NO_ARGUMENT ${NONE}`,
    "",
    "/* Kinds of the arguments (D: a register, never AT_FDCWD), what dst receives, bytes of a result of one size,",
    "   and which argument says how many bytes there are: of the result (cap), of B and O (length). */",
    "struct lm_shape {",
    `  char args[${MOST_ARGUMENTS + 1}];`,
    "  unsigned char into, out, cap, length;",
    "};",
    "",
    "static const struct lm_shape lm_shapes[LM_OPS] = {",
    ...table.effects.map(row),
    "};",
    "",
    "#endif",
  ];
  return `${lines.join("\n")}\n`;
}

/** The version that host and shim compare when the shim is loaded, as TypeScript. */
export function effectsVersion(json: string | EffectTable): string {
  const table: EffectTable = typeof json === "string" ? JSON.parse(json) : json;
  return [
    "// Made by scripts/generate from core-wasm/effects.json; never edited.",
    "",
    "/** Version of the operations of a program: core, host and shim refuse each other when theirs differ. */",
    `export const ABI = ${table.version};`,
    "",
  ].join("\n");
}

if (import.meta.main) {
  const root = `${import.meta.dir}/../../`;
  const json = await Bun.file(`${root}core-wasm/effects.json`).text();
  await Bun.write(`${root}host/linux/generated/effects.h`, effectsHeader(json));
  await Bun.write(`${root}host/linux/generated/abi.ts`, effectsVersion(json));
}
