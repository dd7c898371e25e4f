/** Test files that Deno runs too: those on the real kernel first, and those that take longest. */
export const DENO_FILES: readonly string[] = [
  "test/kernel/vectors.test.ts",
  "test/kernel/cases.test.ts",
  "test/kernel/ways.test.ts",
  "test/kernel/model.test.ts",
  "test/kernel/mischief.test.ts",
  "test/kernel/planted.test.ts",
  "test/kernel/state.test.ts",
  "test/kernel/page.test.ts",
  "test/kernel/stuck.test.ts",
  "test/shim/session.test.ts",
  "test/shim/pool.test.ts",
  "test/shim/check.test.ts",
  "test/shim/files.test.ts",
  "test/shim/mount.test.ts",
  "test/records/damage.test.ts",
  "test/records/full-disk.test.ts",
  "test/records/hostile.test.ts",
  "test/records/write.test.ts",
  "test/plan/golden.test.ts",
  "test/plan/names.test.ts",
  "test/plan/undo.test.ts",
  "test/planner/message.test.ts",
  "test/words/containerd.test.ts",
  "test/words/mount-words.test.ts",
  "test/words/overlay-words.test.ts",
];

/** These measure the longest gap of the event loop. */
export const MEASURES: ReadonlySet<string> = new Set(["test/kernel/stuck.test.ts"]);
