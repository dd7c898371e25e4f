/** Which directories a program hands to the kernel, found by following its names from their parents, as text. */
import { ProgramView, type ViewedOp } from "../core/program-view.ts";

/** What an overlay is made of, as the kernel will have it; paths are one character a byte. */
export interface HandedOver {
  readonly lowers: readonly string[];
  readonly dataOnly: readonly string[];
  readonly upper: string | undefined;
  readonly work: string | undefined;
}

const CWD = 0xffff;
const FD_PREFIX = "/proc/self/fd/";
/** The number's place and the slash behind it. */
const HOLE = 6;
const MS_BIND = 4096;
const SET_STRING = 1;
/** The keys of a context that name directories. */
const DIRECTORIES: readonly string[] = ["lowerdir+", "datadir+", "upperdir", "workdir"];
/** In place of a filled prefix: no byte is a character beyond 255. */
const MARK = 0xe000;

/** Walks a program and keeps what is open, where the cwd is, and which holes were filled. */
class Walk {
  readonly view: ProgramView;
  readonly open = new Map<number, string>();
  readonly lowers: string[] = [];
  readonly dataOnly: string[] = [];
  upper: string | undefined;
  work: string | undefined;
  readonly #filled = new Map<number, number>();
  #cwd: string | undefined;
  #left = 0;

  constructor(program: Uint8Array) {
    this.view = new ProgramView(program);
    for (const op of this.view.ops) {
      this.#step(op);
      // After a block the cwd is nobody's to rely on.
      if (op.op !== "child" && this.#left > 0 && --this.#left === 0) this.#cwd = undefined;
    }
  }

  path(directory: number, name: string): string {
    if (name.startsWith("/")) return name;
    const from = directory === CWD ? this.#cwd : this.open.get(directory);
    if (from === undefined) throw new Error(`${name} is named from nowhere`);
    return name === "" ? from : `${from === "/" ? "" : from}/${name}`;
  }

  #step({ op, args, into }: ViewedOp): void {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = args;
    const { view } = this;
    if (op === "open") this.open.set(into, this.path(a, view.text(b)));
    else if (op === "close") this.open.delete(a);
    else if (op === "child") this.#left = a;
    else if (op === "fchdir") this.#cwd = this.open.get(a);
    else if (op === "fdtext") this.#filled.set(b, a);
    else if (op === "fsconfig" && b === SET_STRING) this.#value(view.text(c), view.text(d));
    else if (op === "fsconfig_fd") this.#directory(view.text(c), this.open.get(d) ?? "nothing");
    else if (op === "mount" && view.text(c) === "overlay") this.#page(e);
    else if (op === "open_tree") this.lowers.push(this.path(a, view.text(b)));
    else if (op === "mount" && (d & MS_BIND) !== 0) this.lowers.push(this.path(CWD, view.text(a)));
  }

  #value(key: string, value: string): void {
    if (!DIRECTORIES.includes(key)) return;
    // lowerdir+ and datadir+ are literal; the kernel takes escapes out of the other two.
    const name = key.endsWith("+") ? value : unescaped(value);
    this.#directory(key, name.startsWith("/") ? name : this.path(CWD, name));
  }

  #directory(key: string, path: string): void {
    if (key === "lowerdir+") this.lowers.push(path);
    else if (key === "datadir+") this.dataOnly.push(path);
    else if (key === "upperdir") this.upper = path;
    else if (key === "workdir") this.work = path;
  }

  #page(offset: number): void {
    let text = this.view.text(offset);
    for (const [hole, register] of [...this.#filled].sort(([one], [other]) => other - one)) {
      const at = hole - offset - FD_PREFIX.length;
      if (at < 0 || hole >= offset + text.length) continue;
      const mark = String.fromCharCode(MARK + register);
      text = text.slice(0, at) + mark + text.slice(at + FD_PREFIX.length + HOLE);
    }
    for (const option of split(text, ",")) {
      const [key = ""] = option.split("=", 1);
      const value = option.slice(key.length + 1);
      if (key === "lowerdir") this.#list(value);
      else if (key === "upperdir" || key === "workdir") this.#directory(key, this.#marked(unescaped(value)));
    }
  }

  #list(value: string): void {
    let data = false;
    for (const name of split(value, ":")) {
      if (name === "") data = true;
      else (data ? this.dataOnly : this.lowers).push(this.#marked(unescaped(name)));
    }
  }

  #marked(name: string): string {
    const register = name.charCodeAt(0) - MARK;
    return register < 0 ? this.path(CWD, name) : this.path(register, name.slice(1));
  }
}

/** Splits where no backslash makes the separator part of a name. */
export function split(text: string, separator: string): string[] {
  const parts: string[] = [""];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === separator) parts.push("");
    else parts[parts.length - 1] += text[i] === "\\" ? `\\${text[++i] ?? ""}` : text[i];
  }
  return parts;
}

function unescaped(name: string): string {
  return name.replace(/\\(.)/gs, "$1");
}

/** What a program of one overlay, or of the bind that it became, hands over. */
export function handedOver(program: Uint8Array): HandedOver {
  const { lowers, dataOnly, upper, work } = new Walk(program);
  return { lowers, dataOnly, upper, work };
}

/** A path without what people write too much; `..` is the kernel's to follow. */
export function tidy(path: string): string {
  return `/${path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/")}`;
}
