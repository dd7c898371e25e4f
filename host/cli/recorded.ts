import { runtime } from "#runtime";
import { surrogateBytes } from "../bytes.ts";
import { traceText } from "../library/trace.ts";
import { isRaw } from "../trace/raw.ts";

/** What a command comes to, and when it has: the text of what it recorded, in the place of the recording. */
export async function recorded<T>(work: Promise<T>, file: string): Promise<T> {
  try {
    return await work;
  } finally {
    const bytes = await runtime.read(file).catch(() => undefined);
    if (bytes && isRaw(bytes)) {
      const text = new TextEncoder().encode(await traceText(bytes));
      const writer = runtime.writer(surrogateBytes(file));
      writer.write(text);
      writer.close();
    }
  }
}
