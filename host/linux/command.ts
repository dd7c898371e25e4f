// A command as an enclosure is told it: a directory, the paths to try, arguments, environment; all terminated strings.

const SLASH = 0x2f;
const COLON = 0x3a;
const EQUALS = 0x3d;
const HEADER_BYTES = 16;
const PATH = new TextEncoder().encode("PATH=");
/** What execvp(3) takes where PATH is not set. */
const USUAL = new TextEncoder().encode("/bin:/usr/bin");

/** A command line and what it is run with. No string holds a NUL. */
export interface Command {
  readonly argv: readonly Uint8Array[];
  /** `NAME=value`, also for the search. */
  readonly env: readonly Uint8Array[];
  /** Where it starts; the process's own directory unless given. */
  readonly cwd?: Uint8Array | undefined;
  /** Whether this process stops when the command does, and goes on with it. */
  readonly stops?: boolean | undefined;
}

function searched(env: readonly Uint8Array[]): Uint8Array {
  const found = env.find((entry) => PATH.every((byte, i) => entry[i] === byte));
  return found?.subarray(PATH.length) ?? USUAL;
}

function parts(path: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at <= path.length; ) {
    const colon = path.indexOf(COLON, at);
    const end = colon < 0 ? path.length : colon;
    found.push(path.subarray(at, end));
    at = end + 1;
  }
  return found;
}

function within(directory: Uint8Array, name: Uint8Array): Uint8Array {
  if (directory.length === 0) return name; // the current directory
  const path = new Uint8Array(directory.length + 1 + name.length);
  path.set(directory);
  path[directory.length] = SLASH;
  path.set(name, directory.length + 1);
  return path;
}

/** Where execvp(3) would look for a command. */
export function pathsOf(name: Uint8Array, env: readonly Uint8Array[]): Uint8Array[] {
  if (name.length === 0) return [];
  if (name.includes(SLASH)) return [name];
  return parts(searched(env)).map((directory) => within(directory, name));
}

/** The environment with a variable set, instead of any of that name. */
export function withVariable(env: readonly Uint8Array[], name: string, value: Uint8Array): Uint8Array[] {
  const start = new TextEncoder().encode(`${name}=`);
  const others = env.filter((entry) => entry.includes(EQUALS) && !start.every((byte, i) => entry[i] === byte));
  const entry = new Uint8Array(start.length + value.length);
  entry.set(start);
  entry.set(value, start.length);
  return [...others, entry];
}

/** The command's bytes, as command.h reads them. */
export function commandBytes({ argv, env, cwd, stops }: Command): Uint8Array {
  const paths = pathsOf(argv[0] ?? new Uint8Array(), env);
  const strings = [...(cwd ? [cwd] : []), ...paths, ...argv, ...env];
  const bytes = new Uint8Array(strings.reduce((sum, { length }) => sum + length + 1, HEADER_BYTES));
  new Uint32Array(bytes.buffer, 0, 4).set([(cwd ? 1 : 0) | (stops ? 2 : 0), paths.length, argv.length, env.length]);
  let at = HEADER_BYTES;
  for (const string of strings) {
    bytes.set(string, at);
    at += string.length + 1;
  }
  return bytes;
}
