import { accessSync, constants } from "node:fs";
import { digest } from "../shim/digest.ts";

/** `production`: what the library and the command line import; `all`: the tools of building and testing too. */
export type Extent = "production" | "all";

const root = new URL("../../", import.meta.url).pathname;

/**
 * Installs the packages of the lock file where they are missing. No script of a package runs: npm 12 refuses them, and
 * none is needed. When everything is there, a few files are read and the network is not asked.
 *
 * @param extent How much is wanted.
 * @param directory The checkout, with a slash at its end.
 * @returns Whether anything had to be installed.
 * @throws Error with what the package manager said, or that the checkout cannot be written.
 */
export async function ensurePackages(extent: Extent, directory = root): Promise<boolean> {
  const mark = Bun.file(`${directory}node_modules/.layermount`);
  const wanted = digest(await Bun.file(`${directory}bun.lock`).bytes());
  if (await directOnesAreThere(extent, directory)) {
    if (extent === "production") return false;
    // A direct package says nothing of those that it needs itself: the mark says that an installation came to its end.
    if ((await mark.exists()) && (await mark.text()) === wanted) return false;
  }
  await install(extent, directory);
  if (extent === "all") await Bun.write(mark, wanted);
  return true;
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

async function directOnesAreThere(extent: Extent, directory: string): Promise<boolean> {
  const { dependencies, devDependencies } = (await Bun.file(`${directory}package.json`).json()) as Manifest;
  const names = extent === "all" ? { ...dependencies, ...devDependencies } : dependencies;
  const found = Object.entries(names).map(async ([name, version]) => {
    const file = Bun.file(`${directory}node_modules/${name}/package.json`);
    return (await file.exists()) && ((await file.json()) as { version: string }).version === version;
  });
  return (await Promise.all(found)).every((one) => one);
}

/** Packages are installed into the checkout: whoever may not write there is told so before anything is tried. */
function requireWritable(directory: string): void {
  try {
    accessSync(directory, constants.W_OK);
  } catch {
    throw new Error(
      `packages are missing, and ${directory} cannot be written by you: let its owner run ` +
        "`bun install --frozen-lockfile --ignore-scripts` there once, or work in a copy of your own",
    );
  }
}

async function install(extent: Extent, directory: string): Promise<void> {
  requireWritable(directory);
  const words = ["install", "--frozen-lockfile", "--ignore-scripts", ...(extent === "all" ? [] : ["--production"])];
  const what = extent === "all" ? "with the tools of building and testing" : "for running";
  process.stderr.write(`installing packages (${what}) …\n`);
  // Bun itself may be a temporary installation that is on nobody's PATH.
  const run = Bun.spawn([process.execPath, ...words], {
    cwd: directory,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([run.stdout.text(), run.stderr.text()]);
  if ((await run.exited) !== 0) throw new Error(`the packages could not be installed:\n${out}${err}`);
}
