import { Peer } from "./peer.ts";

/**
 * Keeps every CPU out of its idle state at the lowest priority there is, for as long as `work` runs: unmounting a small
 * overlay waits for RCU and takes 25 or 130 µs depending on whether a CPU was asleep.
 */
export async function besideSpinner<T>(program: string, work: () => Promise<T>): Promise<T> {
  const spinner = new Peer([program, "spin"]);
  try {
    const answer = await spinner.next();
    if (!answer.startsWith("ok")) throw new Error(`the spinner did not start: ${answer}`);
    return await work();
  } finally {
    await spinner.close();
  }
}
