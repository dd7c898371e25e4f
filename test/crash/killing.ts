/** A copy of the host whose shim kills its process before its n-th step: LAYERMOUNT_KILL says which. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url).pathname;

function changed(path: string, right: string, instead: string): void {
  const text = readFileSync(path, "utf8");
  if (text.split(right).length !== 2) throw new Error(`${path} does not hold this once: ${right}`);
  writeFileSync(
    path,
    text.replace(right, () => instead),
  );
}

/** Makes the copy in a directory that is there for it; the library of it is `host/index.ts`. */
export function killingHost(directory: string): string {
  for (const part of ["host", "core-wasm", "package.json"]) {
    cpSync(`${ROOT}${part}`, `${directory}/${part}`, { recursive: true });
  }
  const linux = `${directory}/host/linux/`;
  cpSync(`${ROOT}test/crash/kill.h`, `${linux}kill.h`);
  changed(`${linux}run.h`, '#include "calls.h"', '#include "kill.h"\n#include "calls.h"');
  changed(`${linux}run.h`, "i64 result = carry_out(r, i);", "kill_here();\n    i64 result = carry_out(r, i);");
  // What was done last is a place of its own; behind any other effect is before the next.
  changed(
    `${linux}run.h`,
    "r.answer->done = r.count ? r.at : 0;",
    "kill_here();\n  r.answer->done = r.count ? r.at : 0;",
  );
  changed(
    `${linux}shim.c`,
    "return (i32)sys3(NR_write, s->fd[at] - 1, bytes, size);",
    "kill_here();\n  return (i32)sys3(NR_write, s->fd[at] - 1, bytes, size);",
  );
  return `${directory}/host/index.ts`;
}
