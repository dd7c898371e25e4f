/**
 * A user namespace of a really ordinary user: the test file runs itself again as one, inside unshare(1), where it has
 * the rights of the namespace and no others.
 */
import { spawnSync } from "node:child_process";
import { readlinkSync } from "node:fs";
import { inPrivateNamespace } from "./namespace.ts";
import { asOrdinary, missingOrdinary, ordinaryEnvironment, ordinaryPlace } from "./ordinary-user.ts";
import { runtimeCommand } from "./program.ts";
import { skipped } from "./skip.ts";

const MARK = "LAYERMOUNT_TEST_ORDINARY";
const CHECKOUT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");

function own(): string {
  return readlinkSync("/proc/self/ns/user");
}

/**
 * True inside the namespace: go on with the tests. Outside, the file is run again inside one and the process ends with
 * its exit code. Where that is not possible, the whole file is one named skip and false comes back.
 *
 * @param file `import.meta.filename` of the test
 */
export function inOrdinaryNamespace(file: string): boolean {
  const outside = process.env[MARK];
  if (outside !== undefined && outside !== own()) return true;
  // Root needs a mount namespace for what it shows the ordinary user.
  if (process.getuid?.() === 0 && !inPrivateNamespace(file)) return false;
  const missing = missingOrdinary();
  if (missing !== undefined) {
    skipped(file.slice(file.lastIndexOf("/") + 1), missing);
    return false;
  }
  const place = ordinaryPlace("ordinary");
  const [, ...rest] = runtimeCommand(file.replace(CHECKOUT, place.checkout));
  const unshare = ["unshare", "--user", "--map-root-user", "--mount", "--propagation", "private"];
  const [program = "", ...args] = asOrdinary([...unshare, place.runtime, ...rest]);
  const child = spawnSync(program, args, {
    cwd: place.checkout,
    env: ordinaryEnvironment({ [MARK]: own(), TMPDIR: place.path }),
    stdio: ["inherit", "inherit", "inherit"],
  });
  place.remove();
  process.exit(child.status ?? 1);
}
