/**
 * A mount namespace of the test's own: the test file runs itself again inside
 * unshare(1), so that nothing it mounts is ever seen outside, whatever fails.
 */
import { spawnSync } from "node:child_process";
import { readlinkSync } from "node:fs";
import { hasProgram, runtimeCommand } from "./program.ts";
import { missingRoot, skipped } from "./skip.ts";

const MARK = "LAYERMOUNT_TEST_NAMESPACE";

function own(): string {
  return readlinkSync("/proc/self/ns/mnt");
}

/**
 * True inside the private namespace: go on with the tests. Outside, the file is
 * run again inside one and the process ends with its exit code. Where that is not
 * possible, the whole file is one named skip and false comes back.
 *
 * @param file `import.meta.filename` of the test
 */
export function inPrivateNamespace(file: string): boolean {
  const outside = process.env[MARK];
  if (outside !== undefined && outside !== own()) return true;
  const what = file.slice(file.lastIndexOf("/") + 1);
  const missing = missingRoot() ?? (!hasProgram("unshare") ? "needs unshare of util-linux" : undefined);
  if (missing !== undefined) {
    skipped(what, missing);
    return false;
  }
  const command = ["unshare", "--mount", "--propagation", "private", ...runtimeCommand(file), ...process.argv.slice(2)];
  const [program = "", ...args] = command;
  const child = spawnSync(program, args, {
    env: { ...process.env, [MARK]: own() },
    stdio: ["inherit", "inherit", "inherit"],
  });
  process.exit(child.status ?? 1);
}
