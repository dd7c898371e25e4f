import { join } from "node:path";
import { temporary } from "../support/temporary.ts";

/** One system call as strace tells it. */
export interface Call {
  readonly thread: number;
  readonly name: string;
  /** What stands between the parentheses. */
  readonly arguments: string;
  readonly result: string;
}

/** Everything a command asked of the kernel, all of its threads, in the order in which the calls began. */
export async function trace(command: readonly string[], input = ""): Promise<Call[]> {
  const directory = temporary("strace");
  const output = join(directory.path, "calls");
  try {
    // -s: option text of 500 layers is not cut. No signals, no exits: only calls.
    const strace = ["strace", "-f", "-qqq", "-s", "8192", "-e", "signal=none", "-o", output, ...command];
    const traced = Bun.spawn(strace, { stdin: new Blob([input]), stdout: "ignore", stderr: "pipe" });
    const said = await new Response(traced.stderr).text();
    const code = await traced.exited;
    if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${said}`);
    return callsOf(await Bun.file(output).text());
  } finally {
    directory.remove();
  }
}

/** The calls between what the command wrote to its standard output: pieces[0] is before the first text. */
export function pieces(calls: readonly Call[]): Call[][] {
  const all: Call[][] = [[]];
  for (const call of calls) {
    if (call.name === "write" && call.arguments.startsWith("1, ")) all.push([]);
    else all.at(-1)?.push(call);
  }
  return all;
}

const whole = /^(\d+) +(\w+)\((.*)\) += (.*)$/;
const begun = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/;
const ended = /^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (.*)$/;

/** Reads strace's output; a call that another thread's line cut in two is put together again. */
export function callsOf(text: string): Call[] {
  const calls: { thread: number; name: string; arguments: string; result: string }[] = [];
  const open = new Map<number, (typeof calls)[number]>();
  for (const line of text.split("\n")) {
    const [one, start, end] = [whole.exec(line), begun.exec(line), ended.exec(line)];
    const [, thread = "", name = "", words = "", result = ""] = one ?? start ?? end ?? [];
    if (end) {
      const call = open.get(Number(thread));
      if (call?.name === name) Object.assign(call, { arguments: call.arguments + words, result });
      open.delete(Number(thread));
    } else if (one ?? start) {
      const call = { thread: Number(thread), name, arguments: words, result };
      if (start) open.set(call.thread, call);
      calls.push(call);
    }
  }
  return calls;
}
