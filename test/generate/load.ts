/**
 * Loads a generated text as a module without writing it anywhere; its imports are found from the folder in which it
 * would lie, beneath the root of the repository.
 */
export async function loaded(text: string, folder: string): Promise<Record<string, unknown>> {
  const base = new URL(`../../${folder}/`, import.meta.url);
  const absolute = text.replace(/from "(\.[^"]*)"/g, (_, path: string) => `from "${new URL(path, base).pathname}"`);
  return await import(`data:text/typescript;base64,${Buffer.from(absolute).toString("base64")}`);
}
