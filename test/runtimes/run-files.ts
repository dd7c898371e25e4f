import { spawn } from "node:child_process";
import { DENO_RUN } from "../support/program.ts";
import { DENO_FILES, MEASURES } from "./files.ts";
import { ENVIRONMENT, type Ran, ROOT } from "./where.ts";

const AT_ONCE = 2;
const LIMIT = 240_000;

function started(program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, env: ENVIRONMENT, timeout: LIMIT });
    let [out, err] = ["", ""];
    child.stdin.end();
    child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

/**
 * Runs the files of files.ts, each in a Deno of its own, two at a time: some of them mostly wait. What measures goes
 * last, alone.
 *
 * @param wanted Which of them.
 * @returns What comes of each file, by its name.
 */
export function runFiles(deno: string, wanted: (file: string) => boolean): ReadonlyMap<string, Promise<Ran>> {
  const results = new Map(DENO_FILES.filter(wanted).map((file) => [file, Promise.withResolvers<Ran>()] as const));
  const run = async (queue: string[]): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      await started(deno, [...DENO_RUN, file]).then(results.get(file)?.resolve, results.get(file)?.reject);
    }
  };
  const together = [...results.keys()].filter((file) => !MEASURES.has(file));
  const alone = [...results.keys()].filter((file) => MEASURES.has(file));
  void Promise.all(Array.from({ length: AT_ONCE }, () => run(together))).then(() => run(alone));
  return new Map([...results].map(([file, { promise }]) => [file, promise]));
}
