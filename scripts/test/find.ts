/** A test file, and why nothing may run beside it. */
export interface TestFile {
  /** From the root of the checkout. */
  readonly path: string;
  /** From a comment of the file, `Runs alone: …`; undefined where it may run beside another. */
  readonly alone: string | undefined;
}

const ALONE = /^(?:\/\/| \*|\/\*\*) Runs alone: (.*?)(?: \*\/)?$/m;

/**
 * The test files whose path holds one of the words, or all of them.
 *
 * @param root The checkout, with a slash at its end.
 * @throws Error when a word finds nothing: it would else look like success.
 */
export async function findTests(root: string, words: readonly string[] = []): Promise<TestFile[]> {
  const paths = [...new Bun.Glob("test/**/*.test.ts").scanSync({ cwd: root })].sort();
  for (const word of words) {
    if (!paths.some((path) => path.includes(word))) throw new Error(`no test file has ${word} in its path`);
  }
  const wanted = paths.filter((path) => words.length === 0 || words.some((word) => path.includes(word)));
  return Promise.all(
    wanted.map(async (path) => ({ path, alone: ALONE.exec(await Bun.file(root + path).text())?.[1] })),
  );
}
