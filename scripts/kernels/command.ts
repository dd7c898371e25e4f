/** Something that this machine lacks or could not do: no kernel can be run, and the message says what would help. */
export class Unable extends Error {}

/** A command's surroundings. */
export interface Surroundings {
  readonly cwd?: string;
  /** A file that takes standard output. */
  readonly into?: string;
  readonly input?: string;
}

// mkfs and others lie where an ordinary user's PATH does not look.
const PATH = `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;

/** The path of a program, or undefined. */
export function programPath(name: string): string | undefined {
  return Bun.which(name, { PATH }) ?? undefined;
}

/**
 * Runs a command to its end and gives what it printed.
 *
 * @throws Unable with what it said on standard error.
 */
export async function run(command: readonly string[], { cwd, into, input }: Surroundings = {}): Promise<string> {
  const [name = "", ...args] = command;
  const path = programPath(name);
  if (path === undefined) throw new Unable(`${name} is not there`);
  const env = { ...process.env, PATH, LC_ALL: "C" };
  const child = Bun.spawn([path, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    ...{ env, stdin: input === undefined ? "ignore" : new Blob([input]), stdout: "pipe", stderr: "pipe" },
  });
  const printed = new Response(child.stdout);
  const [out, err] = await Promise.all([
    into === undefined ? printed.text() : Bun.write(into, printed).then(() => ""),
    child.stderr.text(),
  ]);
  if ((await child.exited) !== 0) throw new Unable(`${command.slice(0, 4).join(" ")} … failed:\n${err || out}`);
  return out;
}
