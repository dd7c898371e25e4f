import { chmodSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { inside } from "./inside.ts";

const root = resolve(import.meta.dir, "../..");
const ENTRY = join(root, "host/cli/main.ts");

/** The command line as one file for Bun, everything inside. */
export const BUNDLE: string = join(root, "build/layermount.js");
/** The same as one program, with Bun inside. */
export const BINARY: string = join(root, "build/layermount");

/**
 * Makes the bundle, and beside it its code compiled for this version of Bun (`.jsc`), which spares a start some
 * milliseconds. The bundle does not need it: without it, or in another Bun, it works alone.
 */
export async function buildBundle(output: string = BUNDLE): Promise<void> {
  const parts = `${output}.parts`;
  try {
    await Bun.build({
      entrypoints: [ENTRY],
      outdir: parts,
      naming: "[name].[ext]",
      target: "bun",
      format: "cjs",
      minify: true,
      bytecode: true,
      // Where the sources were is nobody's business, and would make every checkout's bundle another one.
      define: {
        "import.meta.dir": '"/"',
        "import.meta.url": '"file:///layermount.js"',
        "import.meta.require": "require",
      },
      plugins: [inside(true)],
    });
    mkdirSync(dirname(output), { recursive: true });
    // Libraries come out as files too, for code that is never reached in a bundle: they are not kept.
    for (const end of ["", ".jsc"]) renameSync(join(parts, `main.js${end}`), output + end);
    chmodSync(output, 0o755);
  } finally {
    rmSync(parts, { recursive: true, force: true });
  }
}

/** A program that root starts anywhere must not run or believe what lies there: bunfig.toml names code, .env words. */
const NOTHING_OF_THE_DIRECTORY = {
  autoloadBunfig: false,
  autoloadDotenv: false,
  autoloadPackageJson: false,
  autoloadTsconfig: false,
} as const;

/** Makes the program; its code is compiled beforehand. An entry of another kind is for comparison. */
export async function buildBinary(output: string = BINARY, entry: string = ENTRY): Promise<void> {
  // What Bun leaves beside its output stays in a directory of its own.
  const parts = `${output}.parts`;
  mkdirSync(parts, { recursive: true });
  try {
    const outfile = join(parts, "layermount");
    await Bun.build({
      entrypoints: [entry],
      target: "bun",
      format: "esm",
      minify: true,
      bytecode: true,
      plugins: [inside(false)],
      // Commands are loaded when they are asked for here too.
      splitting: true,
      compile: { outfile, ...NOTHING_OF_THE_DIRECTORY },
    });
    renameSync(outfile, output);
  } finally {
    rmSync(parts, { recursive: true, force: true });
  }
}
