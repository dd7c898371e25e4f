// An enclosure for a mount and a command, and its errors by rule.
import { runtime } from "#runtime";
import { bytesOf } from "../bytes.ts";
import { errnoText } from "../errno.ts";
import { LayermountError } from "../errors.ts";
import { Enclosure, EnclosureError, type Stage } from "../linux/enclosure.ts";
import { ENOENT, EPERM, EPIPE } from "../linux/numbers.ts";
import { ShimError } from "../linux/shim.ts";
import type { EnclosedCommand } from "./command.ts";

const RULES: Readonly<Record<Exclude<Stage, "directory" | "command">, string>> = {
  process: "with.process",
  proc: "with.proc",
  namespaces: "with.namespaces",
  maps: "with.maps",
  private: "with.private",
  place: "with.place",
};

/** A name for a place that nobody else has. */
export function placeFor(): Uint8Array {
  const given = runtime.env("TMPDIR");
  const directory = given?.startsWith("/") ? given.replace(/\/+$/, "") : "/tmp";
  return bytesOf(`${directory}/layermount-${crypto.randomUUID()}`);
}

/**
 * An enclosure, with a user namespace where that is asked for, or needed: by an ordinary user, and by a root without
 * CAP_SYS_ADMIN.
 */
export async function enclosed(place: Uint8Array, userNamespace: boolean | undefined): Promise<Enclosure> {
  try {
    const user = userNamespace ?? runtime.user() !== 0;
    return await Enclosure.open({ user, place }).catch((error: unknown) => {
      const isDenied = error instanceof EnclosureError && error.stage === "namespaces" && error.errno === EPERM;
      if (isDenied && !user && userNamespace === undefined) return Enclosure.open({ user: true, place });
      throw error;
    });
  } catch (error) {
    throw await openError(error, place);
  }
}

async function openError(error: unknown, place: Uint8Array): Promise<unknown> {
  const { ruleError, unableError } = await import("../rules.ts");
  if (!(error instanceof EnclosureError)) return unableError(error) ?? error;
  const { stage, errno } = error;
  if (stage === "directory" || stage === "command") return error;
  const why = errnoText(errno);
  const fill = stage === "place" ? { item: place, other: why } : { item: why };
  return ruleError("refused", RULES[stage], fill, { errno, cause: error });
}

/** Why a command did not begin. All is taken down nevertheless. */
export async function startError(error: unknown, { argv }: EnclosedCommand): Promise<LayermountError> {
  if (!(error instanceof EnclosureError)) return (await import("./misuse.ts")).foreignError(await endedError(error));
  const { ruleError } = await import("../rules.ts");
  const { stage, errno } = error;
  const fill = { item: argv[0] ?? new Uint8Array(), other: errnoText(errno) };
  const details = { errno, cause: error };
  if (stage === "directory") return ruleError("failed", "with.directory", fill, details);
  if (stage === "process") return ruleError("failed", "with.process", { item: errnoText(errno) }, details);
  const rule = errno === ENOENT ? "with.not-found" : "with.not-executable";
  return ruleError("failed", rule, fill, details);
}

/** Why something is still mounted after the command has ended: there, and nowhere else. */
export async function mountedError(error: LayermountError): Promise<LayermountError> {
  const { rule, message, errno, left, also, holders } = error;
  if (rule === "with.ended") return error;
  const { ruleError } = await import("../rules.ts");
  return ruleError("left", "with.mounted", { other: message }, { errno, left, also, holders, cause: error });
}

/** An error for callers: of the process in the namespaces, of its directory, or any other as it is. */
export async function endedError(error: unknown, signal?: AbortSignal, place?: Uint8Array): Promise<unknown> {
  if (error instanceof ShimError && error.errno === EPIPE) {
    return (await import("../rules.ts")).ruleError("failed", "with.ended", {}, { cause: error });
  }
  if (error instanceof ShimError && place && error.errno !== undefined) {
    const fill = { item: place, other: errnoText(error.errno) };
    const { ruleError } = await import("../rules.ts");
    return ruleError("left", "with.left", fill, { errno: error.errno, left: [new TextDecoder().decode(place)] });
  }
  if (signal && error instanceof LayermountError) {
    return (await import("../run/abort.ts")).withReason(error, signal);
  }
  return error;
}
