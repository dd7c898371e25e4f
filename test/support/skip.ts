/**
 * Named skips: a test that cannot run here says which and why, in a form that
 * the test runner counts. A skip without a reason is not possible.
 */

type Suite = (name: string, run: () => void | Promise<void>) => void;

const reasons: string[] = [];

/** Says that `what` is not run, and why; the line is counted by the test runner. */
export function skipped(what: string, reason: string): void {
  reasons.push(`${what}: ${reason}`);
  console.log(`skipped: ${what}: ${reason}`);
}

/** What was skipped in this file so far. */
export function skips(): readonly string[] {
  return reasons;
}

/**
 * Registers a test, or a named skip where something is missing.
 *
 * @param suite uvu's `test`, or a suite of it
 * @param missing why it cannot run here; undefined where it can
 */
export function testUnless(
  suite: Suite,
  missing: string | undefined,
  name: string,
  run: () => void | Promise<void>,
): void {
  if (missing === undefined) suite(name, run);
  else skipped(name, missing);
}

/** Why tests that need root cannot run here, or undefined where they can. */
export function missingRoot(): string | undefined {
  return process.getuid?.() === 0 ? undefined : "needs root";
}
