import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { BUN_ALONE } from "./inside.ts";

const root = resolve(import.meta.dir, "../..");

/** Where the package for the npm registry is put together: `npm pack ./build/package`. */
export const PACKAGE: string = join(root, "build/package");

/** Files that are taken as they are, at the same place as in a checkout; code finds them beside itself. */
const TAKEN = [
  "LICENSE",
  "README.md",
  "core-wasm/planner.wasm",
  "core-wasm/planner.wit",
  "host/linux/prebuilt/shim-aarch64.so",
  "host/linux/prebuilt/shim-x86_64.so",
] as const;

/** The code as every runtime takes it from a package: JavaScript, for none of them strips types there. */
const OPTIONS = {
  noEmit: false,
  declaration: true,
  rewriteRelativeImportExtensions: true,
  rootDir: root,
  // The output may lie anywhere.
  typeRoots: [join(root, "node_modules")],
};

/** Puts the package together: JavaScript with declarations, the planner, the shims. Equal sources give equal files. */
export async function buildPackage(output: string = PACKAGE): Promise<void> {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const project = `${output}.json`;
  const compilerOptions = { ...OPTIONS, outDir: output };
  const include = [join(root, "host"), join(root, "core-wasm/assemblyscript.d.ts")];
  writeFileSync(project, JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, include }));
  try {
    const compiler = Bun.spawn([join(root, "node_modules/.bin/tsc"), "-p", project], {
      stdout: "pipe",
      stderr: "pipe",
    });
    const said = (await compiler.stdout.text()) + (await compiler.stderr.text());
    if ((await compiler.exited) !== 0) throw new Error(`the package does not compile:\n${said}`);
  } finally {
    rmSync(project, { force: true });
  }
  removeUnreachable(output);
  startByAnyShell(join(output, "host/cli/start.js"));
  for (const path of TAKEN) {
    mkdirSync(dirname(join(output, path)), { recursive: true });
    copyFileSync(join(root, path), join(output, path));
  }
  writeFileSync(join(output, "package.json"), `${JSON.stringify(published(), null, 2)}\n`);
}

/**
 * The command of a package is found by its first line. Where there is no Bun, env(1) would say only that it has no such
 * file: Node is given the same file then, plans with it, and says in words what it cannot do. To JavaScript the second
 * line is a text and a comment.
 */
function startByAnyShell(path: string): void {
  const [, ...code] = readFileSync(path, "utf8").split("\n");
  const shell = `":" //; command -v bun >/dev/null && exec ${BUN_ALONE} "$0" "$@"; exec node "$0" "$@"`;
  writeFileSync(path, ["#!/bin/sh", shell, ...code].join("\n"));
  chmodSync(path, 0o755);
}

/** Declarations are for the library's callers: those that its index does not lead to are not published. */
function removeUnreachable(output: string): void {
  const reached = new Set<string>();
  const reach = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const [, name] of readFileSync(join(output, path), "utf8").matchAll(/from "(\.[^"]+)"/g)) {
      reach(join(dirname(path), (name as string).replace(/\.[jt]s$/, ".d.ts")));
    }
  };
  reach("host/index.d.ts");
  for (const path of new Bun.Glob("**/*.d.ts").scanSync({ cwd: output })) {
    if (!reached.has(path)) rmSync(join(output, path));
    else renameImports(join(output, path), ".js");
  }
  // What held nothing but types holds nothing: no import of it is left in the code.
  for (const path of new Bun.Glob("**/*.js").scanSync({ cwd: output })) {
    if (readFileSync(join(output, path), "utf8") === "export {};\n") rmSync(join(output, path));
  }
}

/** Lets a declaration import others by this extension; the compiler leaves those of the sources. */
export function renameImports(path: string, extension: string): void {
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replaceAll(/(from "|import\(")(\.[^"]+)\.(?:ts|js)"/g, `$1$2${extension}"`));
}

/** The checkout's package.json with the names that its files have here, and without what is for development. */
function published(): object {
  const { name, version, description, license, type, keywords, dependencies, imports } = manifest;
  const runtime = Object.entries(imports["#runtime"]).map(([condition, path]) => [condition, script(path)]);
  return {
    name,
    version,
    description,
    license,
    type,
    keywords,
    // Everywhere, for planning; mounting is refused in words where it cannot be done.
    engines: { ...manifest.engines, node: ">=20.12" },
    bin: { layermount: "host/cli/start.js" },
    imports: { "#runtime": Object.fromEntries(runtime) },
    exports: {
      ".": { types: "./host/index.d.ts", default: "./host/index.js" },
      "./planner.wasm": "./core-wasm/planner.wasm",
      "./planner.wit": "./core-wasm/planner.wit",
      "./package.json": "./package.json",
    },
    dependencies,
  };
}

function script(path: string): string {
  return path.replace(/\.ts$/, ".js");
}
