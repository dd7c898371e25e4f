// Finding out what the kernel can do takes longer than a mount (4 to 6 ms of a process that lives for 10). What was
// found is kept in the state directory, with everything that it was found under: another boot, kernel, planner, user,
// set of privileges or filter of system calls makes it worth nothing.
import { asked } from "../linux/asked.ts";
import { AT_EMPTY_PATH, STATX_BASIC_STATS } from "../linux/numbers.ts";
import type { Observation } from "../linux/observation.ts";
import { CWD, type Place, type ProgramBuilder } from "../linux/program.ts";
import type { Capabilities } from "../planner/generated/types.ts";
import { DIRECTORY, DirectoryProgram, FILE } from "./directory.ts";
import { distrust, READING } from "./own-file.ts";
import type { State } from "./state.ts";
import { overwriteFile } from "./write.ts";

/** Its name in the state directory; no record is called so. */
export const CAPABILITIES_FILE = "capabilities.json";

/** Version of the file's schema. */
const VERSION = 1;
const MOST_BYTES = 8192;
/** Lines of /proc/self/status that say what this process may do (proc_pid_status(5)). */
const STATUS = ["Uid", "Gid", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp", "Seccomp_filters"];

const latin1 = new TextDecoder("latin1");

/** What capabilities were found under, as text; undefined where /proc does not tell. */
export async function circumstances(state: State, planner: string): Promise<string | undefined> {
  const [observation, places] = await asked(state, (builder) => ({
    user: builder.statx(CWD, "/proc/self/ns/user", 0, STATX_BASIC_STATS, true),
    texts: ["/proc/sys/kernel/random/boot_id", "/proc/sys/kernel/osrelease", "/proc/self/status"].map((path) =>
      readWhole(builder, path),
    ),
    // Absent where no security module confines anybody.
    label: readWhole(builder, "/proc/self/attr/current"),
  }));
  const { user, texts, label } = places;
  const [boot, release, status] = texts.map((place) => textAt(observation, place));
  if (!boot || !release || !status || observation.result(user.index) !== 0) return undefined;
  const { ino } = observation.stat(user);
  const may = STATUS.map((name) => lineOf(status, name));
  if (may.includes("")) return undefined;
  return [planner, boot, release, ino, ...may, textAt(observation, label)].join(" ");
}

/** What was found under the same circumstances, if the file is ours alone and whole. */
export async function readCapabilities(state: State, under: string): Promise<Capabilities | undefined> {
  const program = new DirectoryProgram(state);
  const { builder } = program;
  const opened = builder.open(FILE, DIRECTORY, CAPABILITIES_FILE, READING, 0, true);
  const stat = builder.statx(FILE, "", AT_EMPTY_PATH, STATX_BASIC_STATS, true);
  const read = builder.read(FILE, MOST_BYTES, true);
  builder.close(FILE, true);
  const observation = await program.run();
  if (observation === false || observation.result(opened) < 0 || observation.result(stat.index) < 0) return undefined;
  if (distrust(observation.stat(stat), state) !== undefined) return undefined;
  return decode(textAt(observation, read), under);
}

/** Keeps what was found, where the state directory is there already; whether it is kept. */
export async function writeCapabilities(state: State, under: string, found: Capabilities): Promise<boolean> {
  const text = `${JSON.stringify({ layermount: VERSION, under, capabilities: found })}\n`;
  return (await overwriteFile(state, CAPABILITIES_FILE, new TextEncoder().encode(text))) === 0;
}

/** A look at each line takes longer, in a process that has just begun, than all else; so does the first expression. */
function lineOf(status: string, name: string): string {
  const at = status.indexOf(`\n${name}:`);
  return at < 0 ? "" : status.slice(at + 1, status.indexOf("\n", at + 1));
}

function readWhole(builder: ProgramBuilder, path: string): Place {
  builder.open(FILE, CWD, path, 0, 0, true);
  const place = builder.read(FILE, MOST_BYTES, true);
  builder.close(FILE, true);
  return place;
}

function textAt(observation: Observation, place: Place): string {
  return observation.result(place.index) > 0 ? latin1.decode(observation.bytes(place)).trim() : "";
}

function decode(text: string, under: string): Capabilities | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(json) || json["layermount"] !== VERSION || json["under"] !== under) return undefined;
  const found = json["capabilities"];
  if (!isObject(found) || !isObject(found["features"])) return undefined;
  // The planner that wrote them is the one that reads them: its digest is part of the circumstances.
  const { features, ...rest } = found;
  const isWhole =
    Object.values(features).every((one) => typeof one === "boolean") &&
    Object.values(rest).every((one) => typeof one === "string" || (Number.isInteger(one) && Number(one) >= 0));
  return isWhole ? (found as unknown as Capabilities) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
