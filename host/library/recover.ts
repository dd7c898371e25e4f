import { withSession } from "../linux/asked.ts";
import { isHere, originOf, type State, stateIn } from "../records/index.ts";
import { isInhabited } from "../records/inhabited.ts";
import type { About } from "../records/journal.ts";
import { decodeAbout, journalNames, OpenJournal } from "../records/left-journals.ts";
import { recordsAt } from "../records/read.ts";
import { carryOut } from "../run/carry-out.ts";
import { shown } from "../shown.ts";
import { Malformed } from "../trace/malformed.ts";
import { readRaw } from "../trace/raw.ts";
import type { RecordedRun } from "../trace/trace.ts";
import { knownOf } from "../trace/unfinished.ts";
import type { Recovered, RecoveredRun, RecoverOptions, Recovery } from "../types.ts";
import { abandoned } from "./abandoned.ts";
import { answered } from "./answered.ts";
import { clearClaims } from "./clear-claims.ts";
import { type Context, inContext } from "./context.ts";
import { PATIENCE } from "./patience.ts";

const OPEN: readonly Recovery[] = ["left", "elsewhere", "damaged", "unfinished"];

/**
 * Takes back what runs did whose process died before they had come to an end. What is mounted and recorded stays, but
 * for what was mounted only as long as its process lives. It may be asked for at any time, by several processes at
 * once, and again.
 *
 * @param options `target`: only runs that mounted at this directory; `state`: the state directory; `dryRun`: only
 *   tell; `patience`: milliseconds (0 to 60,000, 2,500 unless said otherwise) for which a busy mount is tried again.
 *   `signal` is looked at between two programs.
 * @returns What became of each run that had left a journal, the oldest first.
 * @throws RefusedError when the state directory is not ours alone: `records.unsafe-directory`, `records.relative`,
 *   `records.no-directory`.
 * @throws AbortError `run.aborted`, and UsageError `library.argument`.
 * @see umount2(2), flock(2), mount_namespaces(7)
 * @example
 * ```ts
 * import { recover } from "layermount";
 * const { runs } = await recover({ state: `${dir}/state` });
 * if (runs.some(({ recovery }) => recovery === "left")) throw new Error("something could not be taken down");
 * ```
 */
export function recover(options: RecoverOptions = {}): Promise<Recovered> {
  return answered({ name: "recover", args: [options] }, () => recovering(options));
}

function recovering(options: RecoverOptions): Promise<Recovered> {
  return inContext(
    options,
    async (context) => {
      const state = await stateIn(context.session, options.state === false ? undefined : options.state);
      const runs = [];
      for (const name of await journalNames(state, options.target)) {
        const run = await recoveredRun(context, state, name, options);
        if (run) runs.push(run);
      }
      if (options.target === undefined) runs.push(...(await abandoned(context, state, options)));
      // Of what is left, or may be elsewhere, the upperdirs stay claimed.
      const isOpen = runs.some(({ recovery }) => OPEN.includes(recovery));
      if (!isOpen && options.dryRun !== true && options.target === undefined) await clearClaims(state);
      return { runs: runs.sort((a, b) => (a.created ?? 0) - (b.created ?? 0)) };
    },
    { undoes: true },
  );
}

async function recoveredRun(
  context: Context,
  state: State,
  name: string,
  options: RecoverOptions,
): Promise<RecoveredRun | undefined> {
  return withSession(async (session) => {
    const journal = await OpenJournal.open(state, session, name);
    if (!("why" in journal)) return recoveredJournal(context, state, journal, options);
    if (journal.why === "gone") return undefined;
    if (journal.why === "alive") return plain(name, "alive");
    return { ...plain(name, "damaged"), note: await damaged(name, journal.other ?? "") };
  });
}

function plain(journal: string, recovery: Recovery, about?: About): RecoveredRun {
  const told = about && { target: about.target, created: about.created };
  return { journal, recovery, ...told, unmounted: 0, removed: 0, left: [] };
}

async function recoveredJournal(
  context: Context,
  state: State,
  journal: OpenJournal,
  options: RecoverOptions,
): Promise<RecoveredRun | undefined> {
  const { name } = journal;
  const dryRun = options.dryRun === true;
  // Nothing was begun: what is about to be done is written first. Its owner may live, and be about to lock it; it sees
  // that the file lost its name, and takes another one.
  if (journal.bytes.length === 0) {
    if (!dryRun) await journal.remove();
    return undefined;
  }
  const read = readJournal(journal.bytes);
  if (typeof read === "string") {
    if (!dryRun) await journal.setAside();
    return { ...plain(name, "damaged"), note: await damaged(name, read) };
  }
  const end = async (recovery: Recovery): Promise<RecoveredRun> => {
    if (!dryRun) await journal.remove();
    return plain(name, recovery, read.about);
  };
  if (read.run === undefined) return end("undone");
  const { about, run } = read;
  // Now that its owner is known to be dead: before it might still have been written.
  const records = await recordsAt(state, about.target);
  if (records.some(({ token }) => token === about.token)) return end("finished");
  const here = await originOf(state);
  if (about.boot !== here.boot) return end("vanished");
  if (!isHere({ ...about }, here)) {
    return (await isInhabited(state, about.namespace)) ? plain(name, "elsewhere", about) : end("vanished");
  }
  if (dryRun) return plain(name, "unfinished", about);
  const turns = run.turns.map((turn) => ({ program: turn.program, observation: knownOf(turn) }));
  const { target, token } = about;
  const value = { target, token, turns, patience: options.patience ?? PATIENCE };
  const { planner, driver, capabilities } = context;
  const { answer } = await carryOut(planner, driver, { tag: "recover", value }, capabilities);
  if (answer.tag !== "recovered") throw new Error(`a recovery ended as ${answer.tag}`);
  const { unmounted, removed } = answer.value;
  const left = answer.value.left.map((path) => shown(path));
  if (left.length === 0) await journal.remove();
  return { ...plain(name, left.length > 0 ? "left" : "undone", about), unmounted, removed, left };
}

/** What a journal tells; a text: why it tells nothing. */
function readJournal(bytes: Uint8Array): { readonly about: About; readonly run: RecordedRun | undefined } | string {
  try {
    const { runs, about: head, torn } = readRaw(bytes);
    const about = decodeAbout(head);
    // The first record was cut short: nothing was begun.
    if (about === undefined && runs.length === 0 && torn > 0) return { about: NOBODY, run: undefined };
    if (about === undefined) return "it does not say whose it is";
    return { about, run: runs[0] };
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}

const NOBODY: About = { boot: "", namespace: 0n, target: new Uint8Array([0x2f]), token: "", created: 0 };

async function damaged(name: string, other: string): Promise<string> {
  const { hint, sentence } = await import("../rules.ts");
  return `${sentence("records.damaged", { item: name, other })}; ${hint("records.damaged")}`;
}
