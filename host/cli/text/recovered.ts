import { shown } from "../../shown.ts";
import type { Recovered, RecoveredRun } from "../../types.ts";
import type { Paint } from "../description.ts";
import type { JsonRecovered } from "../json.ts";
import { counted } from "./counted.ts";
import { jsonTarget } from "./path.ts";

export function recoveredJson({ runs }: Recovered): JsonRecovered {
  const told = runs.map(({ target, journal, created, recovery, unmounted, removed, left, note }) => ({
    ...(target && jsonTarget(target)),
    journal,
    ...(created !== undefined && { created: new Date(created).toISOString() }),
    recovery,
    unmounted,
    removed,
    left: [...left],
    ...(note !== undefined && { note }),
  }));
  return { ok: true, runs: told };
}

const WORDS: Readonly<Record<RecoveredRun["recovery"], string>> = {
  alive: "its process lives",
  finished: "it had come to its end",
  undone: "taken back",
  unfinished: "to be taken back",
  left: "not all of it could be taken back",
  vanished: "what it mounted is gone with its mount namespace or a reboot",
  elsewhere: "it was made in another mount namespace: recover it there",
  damaged: "its journal cannot be read",
};

/** A line for each run, and one for each thing that is left. */
export function recoveredText({ runs }: Recovered, paint: Paint): string {
  if (runs.length === 0) return "nothing is to be taken back\n";
  return runs.map((run) => runText(run, paint)).join("");
}

function runText({ target, journal, recovery, unmounted, removed, left, note }: RecoveredRun, paint: Paint): string {
  const isBad = recovery === "left" || recovery === "damaged";
  const what = [
    unmounted > 0 ? counted(unmounted, "mount") : "",
    removed > 0 ? counted(removed, "directory", "directories") : "",
  ].filter(Boolean);
  const colour = isBad ? paint.red : paint.green;
  const told = what.length > 0 ? `: ${what.join(", ")}` : "";
  const lines = [`${paint.bold(target ? shown(target) : journal)}  ${colour(WORDS[recovery])}${told}`];
  for (const path of left) lines.push(`  ${paint.red("left:")} ${path}`);
  if (note) lines.push(`  ${paint.yellow("note:")} ${note}`);
  return lines.map((line) => `${line}\n`).join("");
}
