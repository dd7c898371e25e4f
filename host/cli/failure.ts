import { errnoText } from "../errno.ts";
import type { ErrorDetails, LayermountError } from "../errors.ts";
import { foreignError } from "../library/misuse.ts";
import { ruleError } from "../rules.ts";
import { shown } from "../shown.ts";
import type { Paint } from "./description.ts";
import type { JsonFailure, JsonHolder } from "./json.ts";
import { holderJson } from "./text/holders.ts";
import { Wrong } from "./wrong.ts";

/** A failure as JSON, and the exit code that says how far the run came. */
export interface Failure {
  readonly json: JsonFailure;
  readonly exitCode: number;
}

/** What is printed for an error, whatever was thrown. */
export function failureOf(thrown: unknown): Failure {
  const error = thrown instanceof Wrong ? fromWrong(thrown) : foreignError(thrown);
  const { rule, hint, errno, kernel, mount, layer, left, also, holders, where } = error;
  // A fault is to be reported: with where it happened.
  const stack = error.kind === "fault" && error.cause instanceof Error ? `\n${error.cause.stack}` : "";
  const message = error.message + stack;
  const json: JsonFailure = {
    ok: false,
    rule,
    message,
    hint,
    ...(errno !== undefined && { errno }),
    ...(kernel !== undefined && kernel !== "" && { kernel }),
    ...(mount !== undefined && { mount }),
    ...(layer !== undefined && { layer }),
    ...(where && { where }),
    left,
    ...(also.length > 0 && { also }),
    ...(holders && { holders: holders.map(holderJson) }),
  };
  return { json, exitCode: error.exitCode };
}

function fromWrong({ rule, fill, where, hint }: Wrong): LayermountError {
  const details: ErrorDetails = { where, ...(hint !== undefined && { hint }) };
  return ruleError("usage", rule, fill, details);
}

/** A failure for a person. */
export function failureText({ json, exitCode }: Failure, paint: Paint): string {
  const place =
    json.where && [json.where.file, json.where.line, json.where.column].filter((part) => part !== undefined);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["at", place && [place.join(":"), json.where?.path].filter(Boolean).join(" ")],
    ["mount", json.mount === undefined ? undefined : `number ${json.mount} of the list, counted from 0`],
    ["layer", json.layer === undefined ? undefined : `${json.layer}, the topmost is 0`],
    ["kernel", json.kernel],
    ["errno", json.errno === undefined ? undefined : `${json.errno} (${errnoText(json.errno)})`],
    ["rule", json.rule],
    ["hint", json.hint],
    ...(json.holders ?? []).map((holder) => ["held", heldText(holder)] as const),
    ...json.left.map((left) => ["left", left] as const),
    ...(json.also ?? []).map(({ message, rule }) => ["also", `${message} (${rule})`] as const),
    ["state", STATES[exitCode]],
  ];
  const lines = rows.flatMap(([name, text]) => (text ? [`  ${paint.dim(name.padEnd(6))} ${text}`] : []));
  return `${paint.red("layermount:")} ${json.message}\n${lines.join("\n")}\n`;
}

function heldText({ by, pid, command, path, fd }: JsonHolder): string {
  if (by === "mount") return `a mount in it: ${shown(path)}`;
  return `process ${pid} (${shown(command ?? "")}), ${by}${fd === undefined ? "" : ` ${fd}`}: ${shown(path)}`;
}

const STATES: Readonly<Record<number, string>> = {
  1: "not known",
  3: "nothing was done",
  4: "all was undone",
  5: "something is left behind",
};
