import { runtime } from "#runtime";

/** Writes to standard output. A reader that has enough, such as head(1), is no error. */
export function writeOut(text: string): Promise<void> {
  return write("stdout", text);
}

export function writeErr(text: string): Promise<void> {
  return write("stderr", text);
}

async function write(output: "stdout" | "stderr", text: string): Promise<void> {
  try {
    await runtime.write(output, text);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
  }
}
