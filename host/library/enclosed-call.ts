// What a call begins with that mounts in an enclosure, and so has no context (context.ts).
import { planner } from "../planner/planner.ts";
import type { Asked } from "../run/carry-out.ts";
import type { Options } from "../types.ts";

/** Does some work with the planner; its runs are recorded where that is asked for. */
export async function withPlanner<T>({ record }: Options, work: (asked: Asked) => Promise<T>): Promise<T> {
  const shared = await planner();
  if (record === undefined) return work(shared);
  return (await import("../trace/open.ts")).recorded(record, shared, work);
}

/** Refuses what could not be watched, and what was aborted before it began. @throws TypeError, AbortError */
export async function requireWanted(options: Options): Promise<void> {
  const { signal, onProgress } = options;
  if (signal || onProgress) (await import("../run/watched.ts")).requireWatching(options);
  if (signal?.aborted) throw (await import("../run/abort.ts")).abortError(signal);
}
