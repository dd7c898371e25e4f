import { runtime } from "#runtime";
import { surrogateBytes } from "../bytes.ts";
import { LayermountError } from "../errors.ts";
import { traceText } from "../library/trace.ts";
import { isRaw } from "../trace/raw.ts";

/** What a command comes to, and when it has: the text of what it recorded, in the place of the recording. */
export async function recorded<T>(work: Promise<T>, file: string): Promise<T> {
  const done = await work.catch(async (error: unknown) => {
    // What it could not be recorded in is no file of ours, and may have no end.
    if (!(error instanceof LayermountError) || error.rule !== "trace.file") await makeText(file);
    throw error;
  });
  await makeText(file);
  return done;
}

async function makeText(file: string): Promise<void> {
  const bytes = await runtime.read(file).catch(() => undefined);
  if (bytes === undefined || !isRaw(bytes)) return;
  const text = new TextEncoder().encode(await traceText(bytes));
  const writer = runtime.writer(surrogateBytes(file));
  writer.write(text);
  writer.close();
}
