import table from "../../core-wasm/effects.json" with { type: "json" };
import { PHASES } from "../planner/generated/shapes.ts";
import type { Argument, Effect } from "../planner/generated/types.ts";
import { hexadecimal, octets } from "./hexadecimal.ts";
import { type Json, malformed, members } from "./malformed.ts";
import { bytesOfText, textOf } from "./text.ts";

const NAMES: ReadonlyMap<string, readonly string[]> = new Map(table.effects.map(({ op, names }) => [op, names]));
/** What is compared with what was observed: ids and the like. */
const BINARY: ReadonlySet<string> = new Set(["same"]);

/** What the planner asked for, without what came of it. */
export function plannedJson(number: number, effect: Effect): { readonly [name: string]: Json } {
  const { op, phase, why, subject, soft, absent, into } = effect;
  const names = NAMES.get(op) ?? [];
  const entries = effect.arguments.map((argument, i) => [names[i] ?? String(i), argumentJson(op, argument)] as const);
  return {
    number,
    phase,
    op,
    arguments: Object.fromEntries(entries),
    ...(into !== undefined && { into }),
    ...(soft && { soft }),
    ...(absent && { absent }),
    why,
    ...(subject !== undefined && { subject }),
  };
}

/** Registers and bytes that are no text are objects, so that no text is taken for one. */
function argumentJson(op: string, argument: Argument): Json {
  switch (argument.tag) {
    case "descriptor":
      return { fd: argument.value };
    case "cwd":
      return { fd: "cwd" };
    case "mount-id":
      return { mount: argument.value };
    case "text":
      return BINARY.has(op) ? { bytes: hexadecimal(argument.value) } : textOf(argument.value);
    case "number":
      return argument.value;
    case "none":
      return null;
  }
}

/** An effect of a trace, typed as the planner types it. @throws Malformed where it is none that this version knows. */
export function effectOf(event: { readonly [name: string]: Json }): Effect {
  const { op, phase, why, subject, soft, absent, into } = event;
  const names = NAMES.get(String(op)) ?? malformed(`there is no effect ${JSON.stringify(op)}`);
  const given = members(event["arguments"], "arguments");
  const known = PHASES.find((one) => one === phase) ?? malformed(`there is no phase ${JSON.stringify(phase)}`);
  if (typeof why !== "string") return malformed("why is no text");
  return {
    op: String(op),
    phase: known,
    why,
    soft: soft === true,
    absent: absent === true,
    ...(typeof subject === "number" && { subject }),
    ...(typeof into === "number" && { into }),
    arguments: names.map((name) => argumentOf(given[name] ?? null, name)),
  };
}

function argumentOf(json: Json, name: string): Argument {
  if (json === null) return { tag: "none" };
  if (typeof json === "number") return { tag: "number", value: json };
  if (typeof json === "string") return { tag: "text", value: bytesOfText(json) ?? malformed(`${name} is no text`) };
  const { fd, mount, bytes } = members(json, name);
  if (fd === "cwd") return { tag: "cwd" };
  if (typeof fd === "number") return { tag: "descriptor", value: fd };
  if (typeof mount === "number") return { tag: "mount-id", value: mount };
  const value = typeof bytes === "string" ? octets(bytes) : undefined;
  return value ? { tag: "text", value } : malformed(`${name} is no argument`);
}
