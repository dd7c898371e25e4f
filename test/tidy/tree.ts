/** The files of the checkout, without what is installed or built. */
export const root = new URL("../../", import.meta.url).pathname;

// In a worktree of git, .git is a file that names another directory.
const NOT_OURS = /^(?:node_modules\/|build\/|\.git(?:\/|$))/;

/** Every file, from the root of the checkout, sorted. */
export const files: readonly string[] = [...new Bun.Glob("**/*").scanSync({ cwd: root, dot: true })]
  .filter((path) => !NOT_OURS.test(path) && !path.endsWith(".tgz"))
  .sort();

/** Whether a program makes it. */
export function isGenerated(path: string): boolean {
  return path.includes("/generated/") || path.startsWith("test/golden/");
}

/** Source that people write. */
export const sources = files.filter((path) => /\.(?:ts|c|h|go)$/.test(path) && !isGenerated(path));

/** The text of a file. */
export function textOf(path: string): Promise<string> {
  return Bun.file(root + path).text();
}
