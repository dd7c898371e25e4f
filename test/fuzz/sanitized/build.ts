/** The shim and its fuzz driver with AddressSanitizer and UBSan, by whichever compiler of the machine has them. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { validPrograms } from "../../shim/valid.ts";

const COMPILERS = ["clang", "gcc"];
const FLAGS = [
  ...["-std=gnu11", "-O1", "-g", "-fno-omit-frame-pointer", "-fno-builtin", "-Wno-unused-function"],
  ...["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
];
const HOME = `${import.meta.dir}/../../../build/sanitized/`;

const SHIM = `${import.meta.dir}/../../../host/linux`;

/** Why there is no such program here; undefined where there is. */
export function missingSanitizers(): string | undefined {
  if (process.platform !== "linux") return "the shim is for Linux";
  mkdirSync(HOME, { recursive: true });
  return COMPILERS.some(canSanitize) ? undefined : "neither clang nor gcc with its sanitizers is here";
}

/** The command that tries the shim whose sources lie in `shim`, or why there is none. */
export function sanitizedCommand(shim = SHIM, home = HOME): readonly string[] | string {
  const missing = missingSanitizers();
  if (missing !== undefined) return missing;
  const compiler = COMPILERS.find(canSanitize) as string;
  const program = `${home}driver`;
  const command = [compiler, ...FLAGS, "-I", shim, `${import.meta.dir}/driver.c`, "-o", program];
  const built = Bun.spawnSync(command, { stderr: "pipe" });
  if (built.exitCode !== 0) throw new Error(`${compiler}: ${built.stderr}`);
  const corpus = `${home}corpus`;
  writeFileSync(corpus, corpusOf());
  return [program, corpus];
}

function canSanitize(compiler: string): boolean {
  if (Bun.which(compiler) === null) return false;
  const source = `${HOME}trial.c`;
  if (!existsSync(source)) writeFileSync(source, "int main(void) { return 0; }\n");
  const run = Bun.spawnSync([compiler, ...FLAGS, source, "-o", `${HOME}trial`], { stderr: "ignore" });
  return run.exitCode === 0 && Bun.spawnSync([`${HOME}trial`]).exitCode === 0;
}

/** Right programs, each with two numbers before it: bytes of its observation, and its own. */
function corpusOf(): Uint8Array {
  const programs = validPrograms().map(({ bytes, observationBytes }) => {
    const head = new Uint8Array(new Uint32Array([observationBytes, bytes.length]).buffer);
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat(programs);
}
