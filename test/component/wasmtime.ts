// wasmtime for Python, of one version, installed by pip into a directory of ours that is kept between runs.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { skipsAreFailures } from "../../scripts/test/strict.ts";
import { type Ran, ROOT, ran } from "../runtimes/where.ts";
import { hasProgram } from "../support/program.ts";

/** What the example was tried with; its README names it. */
export const WASMTIME = "wasmtime==49.0.0";

const BUILD = `${ROOT}build`;
const INSTALLED = `${BUILD}/${WASMTIME.replace("==", "-")}-python`;
/** Python writes no `__pycache__` into the checkout. */
const ENVIRONMENT = { PYTHONPATH: INSTALLED, PYTHONDONTWRITEBYTECODE: "1" };

/** Runs a Python program that can import wasmtime. */
export function python(args: readonly string[]): Ran {
  return ran("python3", args, "", ENVIRONMENT);
}

/** Installs wasmtime; what pip said where it cannot. */
function install(): string | undefined {
  mkdirSync(BUILD, { recursive: true });
  const made = mkdtempSync(`${INSTALLED}-`);
  const options = ["--quiet", "--disable-pip-version-check", "--only-binary=:all:", "--no-cache-dir"];
  const { code, err } = ran("python3", ["-m", "pip", "install", ...options, "--target", made, WASMTIME]);
  if (code === 0 && !existsSync(INSTALLED)) renameSync(made, INSTALLED);
  else rmSync(made, { recursive: true, force: true });
  return code === 0 ? undefined : err;
}

/**
 * Why the component cannot be tried in Python here; undefined where it can. In CI, as root, nothing is missing: the
 * test itself fails there.
 */
export function missingWasmtime(): string | undefined {
  if (existsSync(INSTALLED)) return undefined;
  const strict = skipsAreFailures();
  if (!hasProgram("python3")) return strict ? undefined : "needs Python";
  if (ran("python3", ["-m", "pip", "--version"]).code !== 0) return strict ? undefined : "needs pip";
  const failure = install();
  if (failure === undefined || strict) return undefined;
  return `needs ${WASMTIME}, and pip says: ${failure.trim().split("\n").at(-1)}`;
}
