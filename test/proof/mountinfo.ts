/**
 * A reader of /proc/self/mountinfo that shares no code with the host or the core:
 * what the library says it has proved is looked at here a second time.
 */
import { readFileSync } from "node:fs";

/** One line of the mount table; every field is one character a byte, escapes undone. */
export interface Line {
  readonly id: number;
  readonly parent: number;
  readonly root: string;
  readonly point: string;
  /** Options of the mount. */
  readonly options: readonly string[];
  /** `shared:N`, `master:N`, `unbindable`, … */
  readonly propagation: readonly string[];
  readonly type: string;
  readonly source: string;
  /** Options of the file system, as the kernel prints them, escapes left. */
  readonly superOptions: readonly string[];
  /** The line as it stands. */
  readonly text: string;
}

function plain(field: string | undefined): string {
  let out = "";
  const text = field ?? "";
  for (let at = 0; at < text.length; at++) {
    const octal = text[at] === "\\" ? text.slice(at + 1, at + 4) : "";
    if (/^[0-7]{3}$/.test(octal)) {
      out += String.fromCharCode(Number.parseInt(octal, 8));
      at += 3;
    } else out += text[at];
  }
  return out;
}

function parse(text: string): Line {
  const fields = text.split(" ");
  const dash = fields.indexOf("-", 6);
  if (dash < 0) throw new Error(`no line of a mount table: ${text.slice(0, 200)}`);
  return {
    id: Number(fields[0]),
    parent: Number(fields[1]),
    root: plain(fields[3]),
    point: plain(fields[4]),
    options: (fields[5] ?? "").split(","),
    propagation: fields.slice(6, dash),
    type: plain(fields[dash + 1]),
    source: plain(fields[dash + 2]),
    superOptions: fields
      .slice(dash + 3)
      .join(" ")
      .split(","),
    text,
  };
}

/** The mount table as this process sees it, in the kernel's order. */
export function mountTable(): Line[] {
  const text = readFileSync("/proc/self/mountinfo", "latin1");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map(parse);
}

/** What the table has now and had not before. */
export function newLines(before: readonly Line[], now: readonly Line[] = mountTable()): Line[] {
  const known = new Set(before.map((line) => line.text));
  return now.filter((line) => !known.has(line.text));
}
