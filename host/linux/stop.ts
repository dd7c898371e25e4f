import type { Region } from "./region.ts";
import type { Thread } from "./thread.ts";

/** Milliseconds between the attempts. */
const PAUSES = [20, 200, 1000, 5000];

/**
 * Stops a thread and gives its memory back: at once, or later where it does not end at once. On a machine with more to
 * do than it can, that may take longer than anybody should wait for; its descriptor and memory would stay.
 */
export async function stopThread(
  thread: Pick<Thread, "stop"> | undefined,
  memory: readonly Pick<Region, "free">[],
): Promise<void> {
  for (const pause of PAUSES) {
    if (!thread || thread.stop()) {
      for (const region of memory) region.free();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
