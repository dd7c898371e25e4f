import { errnoText } from "../../errno.ts";
import { shown } from "../../shown.ts";
import { effectOf } from "../../trace/effect.ts";
import type { Json } from "../../trace/malformed.ts";
import { type ReadProgram, type ReadRun, readTrace } from "../../trace/read.ts";
import type { Outcome } from "../../trace/trace.ts";
import type { Path, Replayed, ReplayedRun } from "../../types.ts";
import type { Paint } from "../description.ts";
import { counted } from "./counted.ts";
import { callText } from "./effect.ts";
import { table } from "./table.ts";

/** A run of effects of one kind is told by its ends when it is longer. */
const RUN_MOST = 6;
const ENDS = 2;

type Event = { readonly [name: string]: Json };

/** A trace for a person: each run, its effects by phase with what came of them, and how it ended. */
export function shownTrace(text: string, paint: Paint): string {
  const { runs, torn } = readTrace(text);
  const parts = runs.map((run) => runText(run, paint));
  if (torn) parts.push(`${paint.yellow("the end is missing")}: whoever wrote it died, or the disk was full\n`);
  return parts.join("\n");
}

function runText(run: ReadRun, paint: Paint): string {
  const { request, core, programs, outcome } = run;
  const where = placeOf(request);
  const head = `${paint.bold(request.tag)} ${paint.bold(shown(where))} ${paint.dim(`planner ${core.slice(0, 12)}`)}\n`;
  const bodies = programs.map((program, i) => programText(program, i, paint));
  return head + bodies.join("") + outcomeText(outcome, paint);
}

function placeOf({ tag, value }: ReadRun["request"]): Path {
  if (tag === "probe") return value.directory;
  return tag === "user" ? value.root : value.target;
}

function programText({ effects, observation }: ReadProgram, number: number, paint: Paint): string {
  const rows: string[][] = [];
  const reached = observation ? effects.filter(({ result }) => result !== undefined).length : effects.length;
  for (let from = 0; from < reached; ) {
    const to = Math.min(endOfKind(effects, from), reached);
    const shortened = to - from > RUN_MOST;
    for (let i = from; i < to; i++) {
      if (shortened && i === from + ENDS) {
        rows.push(["", "", paint.dim(`… ${to - from - 2 * ENDS} more of these`), ""]);
        i = to - ENDS;
      }
      rows.push(effectRow(effects[i] as Event, i, paint));
    }
    from = to;
  }
  const rest = effects.length - reached;
  if (rest > 0) rows.push(["", "", paint.dim(`… ${rest} not reached`), ""]);
  const end = observation ? "" : `  ${paint.yellow("not observed")}: the process ended in this program, or before\n`;
  return `${paint.dim(`program ${number + 1}`)}\n${table(rows, "")}${end}`;
}

/** Where effects for the same reason end, layer for layer; one that failed is told by itself. */
function endOfKind(effects: readonly Event[], from: number): number {
  const kind = (event: Event | undefined): string => `${event?.["phase"]} ${event?.["why"]} ${isFailure(event)}`;
  let to = from + 1;
  while (to < effects.length && kind(effects[to]) === kind(effects[from])) to++;
  return to;
}

function isFailure(event: Event | undefined): boolean {
  const result = event?.["result"];
  return typeof result === "number" && result < 0;
}

function effectRow(event: Event, index: number, paint: Paint): string[] {
  const effect = effectOf(event);
  return [
    paint.dim(String(index + 1).padStart(4)),
    paint.cyan(effect.phase),
    `${callText(effect)}${resultText(event, paint)}`,
    paint.dim(effect.why),
  ];
}

function resultText({ result, soft, gave }: Event, paint: Paint): string {
  if (typeof result !== "number") return "";
  if (result < 0) return ` = ${soft ? paint.dim(errnoText(-result)) : paint.red(errnoText(-result))}`;
  if (typeof gave === "string") return ` = ${JSON.stringify(gave)}`;
  if (typeof gave !== "object" || gave === null) return "";
  const facts = gave as Event;
  const told = ["mnt_id", "ino"].flatMap((name) => (facts[name] === undefined ? [] : [`${name} ${facts[name]}`]));
  return told.length > 0 ? paint.dim(` = ${told.join(", ")}`) : "";
}

function outcomeText(outcome: Outcome | undefined, paint: Paint): string {
  if (outcome === undefined) return `${paint.yellow("unfinished")}: it did not come to its end\n`;
  if (outcome.tag === "resolved") {
    const { uid, gid, additionalGids } = outcome.value;
    return `${paint.green("resolved")} ${uid}:${gid}, groups ${additionalGids.join(",")}\n`;
  }
  if (outcome.tag !== "failed" && outcome.tag !== "refused") return `${paint.green(outcome.tag)}\n`;
  const { verdict, rule, message, kernel, left } = outcome.value;
  const lines = [
    `${paint.red(verdict)} by ${paint.bold(rule)}: ${shown(message)}`,
    ...(kernel.length > 0 ? [`  kernel ${shown(kernel)}`] : []),
    ...left.map((path) => `  left   ${shown(path)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** What a replay showed. */
export function replayedText({ runs, same, samePlanner, torn, digest }: Replayed, paint: Paint): string {
  const planner = samePlanner ? "the planner that was recorded" : "another planner than the one that was recorded";
  const verdict = same ? paint.green("the same") : paint.red("different");
  const rows = runs.map((run, i) => replayedRunText(run, i, paint));
  const end = torn ? `${paint.yellow("the end of the trace is missing")}\n` : "";
  return `${rows.join("")}${end}${verdict}, by ${planner}\n${paint.dim(`trace ${digest}`)}\n`;
}

function replayedRunText({ programs, effects, difference, unfinished }: ReplayedRun, i: number, paint: Paint): string {
  const end = unfinished ? ", and there it was unfinished" : "";
  const head = `run ${i + 1}: the same for ${counted(programs, "program")} of ${counted(effects, "effect")}${end}\n`;
  if (!difference) return head;
  const { program, effect, recorded = "nothing", now = "nothing" } = difference;
  const place = effect === undefined ? `program ${program + 1}` : `effect ${effect + 1} of program ${program + 1}`;
  return `${head}${paint.bold(place)} differs\n  ${paint.dim("recorded")} ${recorded}\n  ${paint.dim("now     ")} ${now}\n`;
}
