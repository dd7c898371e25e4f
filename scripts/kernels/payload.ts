/** What the guest needs of the checkout: sources, tests, and the packages that these import. */
import { cpSync, mkdirSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url).pathname;
const PARTS = ["core-wasm", "host", "test", "package.json", "tsconfig.json"];
/** Nothing that is only for building. */
const PACKAGES = ["uvu", "dequal", "diff", "kleur", "mri", "sade", "args-tokens", "fast-check", "pure-rand"];

/** Copies it into a directory. */
export function makePayload(into: string): void {
  mkdirSync(`${into}/node_modules`, { recursive: true });
  for (const part of PARTS) cpSync(`${ROOT}${part}`, `${into}/${part}`, { recursive: true });
  for (const name of PACKAGES) {
    cpSync(`${ROOT}node_modules/${name}`, `${into}/node_modules/${name}`, { recursive: true, dereference: true });
  }
}
