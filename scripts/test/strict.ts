import { release } from "node:os";

/** Skips that have such a reason hide the real kernel's tests. */
const KERNEL = /\b(root|kernel|namespace|unshare|loop|losetup|mkfs|fsfreeze|mount|setpriv)\b/i;

/**
 * Whether a skip for lack of root or of the kernel is a failure: in CI, as root, on a kernel that has all that the
 * tests ask for. A CI whose machine has lost a right would else be green for ever.
 */
export function skipsAreFailures(env = process.env, uid = process.getuid?.(), kernel = release()): boolean {
  const [major = 0, minor = 0] = kernel.split(".").map(Number.parseFloat);
  const recent = major > 6 || (major === 6 && minor >= 13);
  return env["CI"] === "true" && uid === 0 && recent;
}

/** What the second tier cannot do on any machine, whoever runs the tests. */
const ORDINARY = /^an ordinary user cannot /;

/** Whether the reason of a skip is one that must not occur there. */
export function isForLackOfKernel(skip: string): boolean {
  const reason = skip.slice(skip.lastIndexOf(": ") + 2);
  return KERNEL.test(reason) && !ORDINARY.test(reason);
}
