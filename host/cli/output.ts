import { runtime } from "#runtime";

/** Exit code where what came of a command could not be said. */
export const UNSAID = 1;

/** Standard output takes nothing. */
export class Unsaid extends Error {}

/**
 * Writes to standard output. A reader that has enough, such as head(1), is no error.
 *
 * @throws Unsaid
 */
export async function writeOut(text: string): Promise<void> {
  const wrong = await write("stdout", text);
  if (wrong !== undefined) throw new Unsaid(`layermount: standard output cannot be written: ${wrong}\n`);
}

/** Where that takes nothing, there is nobody to tell. */
export async function writeErr(text: string): Promise<void> {
  await write("stderr", text);
}

/** What went wrong. */
async function write(output: "stdout" | "stderr", text: string): Promise<string | undefined> {
  try {
    await runtime.write(output, text);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return code === "EPIPE" ? undefined : code;
  }
}
