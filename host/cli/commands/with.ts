import type { LayermountError } from "../../errors.ts";
import type { FileWriter } from "../../runtime/runtime.ts";
import type { MountedWith, Unmounted, WithResult } from "../../types.ts";
import type { Call, CommandDescription, OptionDescriptions, Outcome } from "../description.ts";
import { inputOptions } from "../input/options.ts";
import { requestFrom } from "../input/request.ts";
import type { JsonFailure, JsonWith } from "../json.ts";
import { libraryOptions, patienceOption, recordOption } from "../options.ts";

/** Passed on to the command; the same numbers on every processor that there is a shim for. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGUSR1: 10, SIGUSR2: 12, SIGTERM: 15, SIGCONT: 18 } as const;
/** Exit codes of env(1), nice(1), timeout(1) and others that run a command. */
const BEFORE = 125;
const CODES: Readonly<Record<string, number>> = { "with.not-executable": 126, "with.not-found": 127 };
const KILLED = 128;

const { mkdir: _, ...input } = inputOptions;

const options = {
  ...input,
  ...recordOption,
  ...patienceOption,
  report: {
    type: "string",
    value: "FILE",
    completes: "file",
    description: "write the JSON document there instead of to standard error, which is the command's, too: /dev/fd/3",
  },
} as const satisfies OptionDescriptions;

export const description = {
  name: "with",
  summary: "runs COMMAND with INPUT mounted for it alone, then takes it down",
  usage: "INPUT -- COMMAND [ARG...]",
  about: [
    "Mounts INPUT in a mount namespace of its own, runs COMMAND there with LAYERMOUNT_ROOT naming the directory, and " +
      "takes everything down. Nobody else sees the mount, and nothing is recorded. It works for everybody: an " +
      "ordinary user is uid 0 of a user namespace for the command.",
    "COMMAND has the terminal, the standard streams, the working directory and the environment, and gets the signals " +
      "HUP, INT, QUIT, USR1, USR2 and TERM. When layermount is killed, COMMAND is.",
    "The exit code is COMMAND's, or 128 + N when signal N killed it; 127 when it was not found, 126 when it could not " +
      "be run, 125 when it did not come to that. When taking down fails, that is said and the exit code stays.",
    "The mount is there for a while: the word volatile is left out, with a warning, because the kernel refuses the next " +
      "mount of the same upperdir after it. With --read-only nothing can be written, and taking down writes nothing back.",
    "INPUT is as for mount; lines of fstab and of mount name / for the root. Standard output belongs to COMMAND: with " +
      "--json the document is the last line of standard error, or goes to --report FILE.",
  ],
  operands: [],
  runs: "COMMAND",
  options,
  examples: [
    {
      command: "layermount with --lower /layers/2 --lower /layers/1 -- sh -c 'ls -l \"$LAYERMOUNT_ROOT\"'",
      description: "two layers, seen by one command",
    },
    {
      command:
        "layermount with --lower / --upper ~/try/upper --work ~/try/work -- " +
        "sh -c 'chroot \"$LAYERMOUNT_ROOT\" sh'",
      description: "as root: the whole system, with everything that is changed kept in ~/try/upper",
    },
    {
      command: "layermount with --report /dev/fd/3 --mounts list.json -- make test 3>report.json",
      description: "a mount list, and a report beside what the command prints",
    },
  ],
} as const satisfies CommandDescription;

export async function run({ values, operands }: Call<typeof options>): Promise<Outcome> {
  const { report: file } = values;
  if (file === undefined) return ran(values, operands);
  const report = await openReport(file);
  const outcome = await ran(values, operands);
  const unwritten = written(report, `${JSON.stringify(outcome.json)}\n`);
  if (unwritten === undefined) return { ...outcome, reported: true };
  const { noteText } = await import("../text/warning.ts");
  const { rule, message, hint } = await notReported(file, unwritten);
  // What COMMAND did stays as it is, and so does its code.
  return { ...outcome, text: (paint) => noteText([{ rule, message, hint }], paint) + outcome.text(paint) };
}

/** Why the report is not written; undefined: it is. */
function written(report: FileWriter, text: string): unknown {
  try {
    report.write(new TextEncoder().encode(text));
    report.close();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Everything that comes of it, failures too: the report is to hold them. */
async function ran(values: Call<typeof options>["values"], operands: readonly string[]): Promise<Outcome> {
  const { failureOf, failureText } = await import("../failure.ts");
  try {
    const { target: _none, ...request } = await requestFrom({ ...values, mkdir: undefined }, "/");
    const { surrogateBytes } = await import("../../bytes.ts");
    const { withMount } = await import("../../library/with.ts");
    const argv = operands.map(surrogateBytes);
    const onStart = async (mounted: MountedWith, send: (signal: number) => void) => {
      for (const [name, number] of Object.entries(SIGNALS)) process.on(name, () => send(number));
      if (!values.json && mounted.warnings.length > 0) await warn(mounted, values["no-color"] === true);
    };
    const patience = values.patience === undefined ? {} : { patience: Number(values.patience) };
    const result = await withMount(
      request,
      { argv },
      { ...(await libraryOptions(values)), ...patience, onStart, stops: true },
    );
    const failure = result.failure && failureOf(result.failure).json;
    const exitCode = "code" in result.exit ? result.exit.code : KILLED + result.exit.signal;
    const json = await resultJson(result, exitCode, failure);
    const { noteText } = await import("../text/warning.ts");
    const notes = result.unmounted ? await (await import("../text/slow.ts")).slowNotes(result.unmounted) : [];
    return {
      json,
      exitCode,
      text: (paint) =>
        failure ? failureText({ json: failure, exitCode: failure.left.length ? 5 : 0 }, paint) : noteText(notes, paint),
    };
  } catch (error) {
    const failure = failureOf(error);
    const exitCode = CODES[failure.json.rule] ?? BEFORE;
    return { json: failure.json, exitCode, text: (paint) => failureText(failure, paint) };
  }
}

async function resultJson(result: WithResult, exitCode: number, failure: JsonFailure | undefined): Promise<JsonWith> {
  const { jsonTarget } = await import("../text/path.ts");
  const { warningJson } = await import("../text/warning.ts");
  const { exit, mounts, unmounted } = result;
  const [root] = mounts;
  return {
    ok: true,
    exitCode,
    ...("signal" in exit && { signal: exit.signal }),
    ...jsonTarget(result.target),
    way: root?.way ?? null,
    layers: root?.layers ?? 0,
    mounts: mounts.length,
    planHash: result.planHash,
    steps: result.steps,
    warnings: result.warnings.map(warningJson),
    takenDown: unmounted ? takenDown(unmounted) : null,
    ...(failure && { failure }),
  };
}

function takenDown({ unmounted, retries, milliseconds }: Unmounted): NonNullable<JsonWith["takenDown"]> {
  return { ok: true, unmounted, retries, milliseconds: Math.round(milliseconds) };
}

/** Before the command prints anything. */
async function warn({ warnings }: MountedWith, plain: boolean): Promise<void> {
  const { writeErr } = await import("../output.ts");
  const { warningText } = await import("../text/warning.ts");
  await writeErr(warningText(warnings, await (await import("../paint.ts")).paintFor("stderr", plain)));
}

/** Opened at the beginning: what cannot be reported is not begun. */
async function openReport(file: string): Promise<FileWriter> {
  const { runtime } = await import("#runtime");
  const { Unable } = await import("../../runtime/unable.ts");
  const { surrogateBytes } = await import("../../bytes.ts");
  try {
    return runtime.writer(surrogateBytes(file));
  } catch (error) {
    throw error instanceof Unable ? error : await notReported(file, error);
  }
}

async function notReported(file: string, error: unknown): Promise<LayermountError> {
  const { ruleError } = await import("../../rules.ts");
  const { surrogateBytes } = await import("../../bytes.ts");
  const other = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return ruleError("refused", "with.report", { item: surrogateBytes(file), other }, { cause: error });
}
