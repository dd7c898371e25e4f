/** Root and an ordinary user, each with two layers of their own and the command line to run on them. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { mountTable } from "../proof/mountinfo.ts";
import {
  asOrdinary,
  missingOrdinary,
  ORDINARY,
  type OrdinaryPlace,
  ordinaryEnvironment,
  ordinaryPlace,
} from "../support/ordinary-user.ts";
import { DENO_RUN } from "../support/program.ts";
import { missingRoot } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";

/** How a process ended and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How it is run. */
export interface How {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Programs in front of it. */
  readonly before?: readonly string[];
}

/** Somebody who runs the command line. */
export interface Person {
  readonly name: "root" | "ordinary user";
  /** Why nothing can be tried as this person; undefined where it can. */
  readonly missing: string | undefined;
  /** A directory of their own: `upper-layer/x`, `base-layer/y`, `upper`, `work`, and `tmp` for TMPDIR. */
  readonly path: string;
  readonly checkout: string;
  /** The runtime and its arguments in front of a file. */
  readonly runtime: readonly string[];
  run(command: readonly string[], how?: How): Ended;
  start(command: readonly string[], how?: How): Running;
  /** Runs `layermount with` on both layers; `options` stand in front of the command. */
  with(command: readonly string[], options?: readonly string[], how?: How): Ended;
  /** The words of that. */
  words(command: readonly string[], options?: readonly string[]): string[];
  remove(): void;
}

/** A process that runs. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has said on standard output. */
  said(): string;
  /** Resolves when it has said this. */
  until(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

const DEADLINE = 20_000;
/** Deno, where that runs the command line: its own node:child_process knows no code of what it has signalled. */
export const OTHER: string | undefined = process.env["LAYERMOUNT_TEST_DENO"];

function started(command: readonly string[], env: NodeJS.ProcessEnv, { cwd, input }: How): Running {
  const [program = "", ...words] = command;
  const child = spawn(program, words, { env, ...(cwd !== undefined && { cwd }), stdio: "pipe" });
  const late = setTimeout(() => child.kill("SIGKILL"), 2 * DEADLINE);
  let [stdout, stderr] = ["", ""];
  let wake = (): void => undefined;
  child.stdout.on("data", (text) => {
    stdout += String(text);
    wake();
  });
  child.stderr.on("data", (text) => {
    stderr += String(text);
  });
  if (input !== undefined) child.stdin.end(input);
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (status, signal) => {
      clearTimeout(late);
      resolve({ status, signal, stdout, stderr });
      wake();
    });
  });
  const until = async (text: string): Promise<void> => {
    while (!stdout.includes(text)) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended: ${stdout}${stderr}`);
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`it never said ${text}: ${stdout}${stderr}`)), DEADLINE);
        wake = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
  };
  return { child, said: () => stdout, until, ended };
}

function person(name: Person["name"], missing: string | undefined, label: string): Person {
  const isRoot = name === "root";
  const place: OrdinaryPlace | undefined = missing === undefined ? placeOf(isRoot, label) : undefined;
  const { path = "", checkout = "", runtime: program = "" } = place ?? {};
  if (place) furnish(path, isRoot);
  const as = (command: readonly string[]) => (isRoot ? [...command] : asOrdinary(command));
  const environment = (how: How) => ({
    ...(isRoot ? process.env : ordinaryEnvironment()),
    // Not one of root's own directories: the search ends with EACCES there, as in execvp(3).
    PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
    TMPDIR: `${path}/tmp`,
    // Without one Deno compiles everything at each start.
    ...(OTHER && { DENO_DIR: `${path}/cache` }),
    ...how.env,
  });
  const runtime = [program, ...(OTHER === undefined ? [] : DENO_RUN)];
  const words = (command: readonly string[], options: readonly string[] = []) => [
    ...[...runtime, `${checkout}/host/cli/main.ts`, "with", "--lower", `${path}/upper-layer`],
    ...["--lower", `${path}/base-layer`, ...options, "--", ...command],
  ];
  const run = (command: readonly string[], how: How = {}): Ended => {
    const [program = "", ...rest] = as([...(how.before ?? []), ...command]);
    const { cwd = path, input = "" } = how;
    const ended = spawnSync(program, rest, { cwd, env: environment(how), input, encoding: "utf8", timeout: DEADLINE });
    return { status: ended.status, signal: ended.signal, stdout: ended.stdout, stderr: ended.stderr };
  };
  return {
    ...{ name, missing, path, checkout, runtime, run, words },
    start: (command, how = {}) =>
      started(as([...(how.before ?? []), ...command]), environment(how), { cwd: path, ...how }),
    with: (command, options, how) => run(words(command, options), how),
    remove() {
      // The kernel leaves a directory without any right in a workdir; root does not mind.
      if (process.getuid?.() !== 0) spawnSync("chmod", ["-R", "u+rwx", path]);
      place?.remove();
    },
  };
}

function placeOf(isRoot: boolean, label: string): OrdinaryPlace {
  if (!isRoot) return ordinaryPlace(label, OTHER);
  const { path, remove } = temporary(label);
  const checkout = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
  return { path, checkout, runtime: OTHER ?? process.execPath, remove };
}

function furnish(path: string, isRoot: boolean): void {
  for (const name of ["upper-layer", "base-layer", "upper", "work", "tmp"]) mkdirSync(`${path}/${name}`);
  writeFileSync(`${path}/upper-layer/x`, "of the upper layer\n");
  writeFileSync(`${path}/base-layer/y`, "of the base layer\n");
  if (!isRoot && process.getuid?.() === 0) spawnSync("chown", ["-R", `${ORDINARY}:${ORDINARY}`, path]);
}

/** Root, and an ordinary user; with another runtime the latter, for whom more is done. */
export function people(label: string): readonly Person[] {
  if (OTHER !== undefined) return [person("ordinary user", missingOrdinary(), label)];
  return [person("root", missingRoot(), label), person("ordinary user", missingOrdinary(), label)];
}

/** What is left behind outside of the namespaces; none where all is as it was. */
export function leftBy({ path }: Person): string[] {
  return [
    ...readdirSync(`${path}/tmp`),
    ...mountTable()
      .filter(({ point, type }) => type === "overlay" && point.startsWith(path))
      .map(({ text }) => text),
  ];
}
