// Deno. What may not be done for lack of a permission is said by rule; nobody is asked at the terminal.
//
// Programs are carried out by a session's own thread here too, which has a working directory of its own, and not by
// calls that Deno makes on its threads (`nonblocking`), which share that of the process: either takes 5 µs for a quick
// program and 0.1 to 0.3 ms above one of 3 ms (test/runtimes/speed.test.ts). `nonblocking` is the wait for the byte of
// the thread, for this event loop adopts no descriptor; other calls are made at once, for they take less than a change
// of threads.
import { type DenoCalls, memoryAt, openLibrary } from "./deno-calls.ts";
import { nodeSha256 } from "./node.ts";
import { type Bell, type FileWriter, type Listener, NOT_REGULAR, type Runtime } from "./runtime.ts";
import { shippedUrl } from "./shipped.ts";
import { Unable } from "./unable.ts";
import { textWidth } from "./width.ts";

interface Output {
  write(bytes: Uint8Array): Promise<number>;
  isTerminal(): boolean;
}

/** What is used of `Deno`. */
interface Deno extends DenoCalls {
  readonly args: readonly string[];
  readonly build: { readonly arch: string };
  readonly env: { get(name: string): string | undefined; toObject(): Readonly<Record<string, string>> };
  readonly permissions: { querySync(wanted: object): { readonly state: "granted" | "prompt" | "denied" } };
  readonly stdin: { readonly readable: AsyncIterable<Uint8Array> };
  readonly stdout: Output;
  readonly stderr: Output;
  uid(): number | null;
  cwd(): string;
  openSync(
    path: string,
    how: object,
  ): { writeSync(bytes: Uint8Array): number; statSync(): { isFile: boolean }; close(): void };
  readFile(path: string | URL): Promise<Uint8Array>;
  open(path: string): Promise<{ readonly readable: AsyncIterable<Uint8Array> }>;
}

function api(): Deno {
  return (globalThis as unknown as { readonly Deno: Deno }).Deno;
}

function isGranted(wanted: object): boolean {
  return api().permissions.querySync(wanted).state === "granted";
}

/** Without it Deno would ask at a terminal, or throw what names only one of its options. */
function demand(wanted: object, what: string, flag: string): void {
  if (!isGranted(wanted)) throw new Unable("runtime.permission", what, flag);
}

function requireRead(path: string): string | URL {
  const place = path.startsWith("file:") ? new URL(path) : path;
  // What does not lie in the file system needs the network, and other permissions.
  demand({ name: "read", path: place }, `reading ${path}`, "--allow-read");
  return place;
}

/** Some files of /proc need more than the permission to read. */
function capable(path: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof Error && error.name === "NotCapable") {
      throw new Unable("runtime.permission", `reading ${path}`, "--allow-all");
    }
    throw error;
  };
}

/** Byte for byte where Deno lets this file be read; else as Deno decodes it. */
async function environment(): Promise<Uint8Array> {
  demand({ name: "env" }, "passing the environment on", "--allow-env");
  if (isGranted({ name: "read", path: "/proc/self/environ" })) {
    const bytes = await api()
      .readFile("/proc/self/environ")
      .catch(() => undefined);
    if (bytes) return bytes;
  }
  const entries = Object.entries(api().env.toObject());
  return new TextEncoder().encode(entries.map(([name, value]) => `${name}=${value}\0`).join(""));
}

function cwd(): string {
  demand({ name: "read" }, "asking for the working directory", "--allow-read");
  return api().cwd();
}

/** Deno names files by text only. */
function writer(path: Uint8Array, regular = false): FileWriter {
  const name = new TextDecoder("utf-8", { fatal: true }).decode(path);
  demand({ name: "write", path: name }, `writing ${name}`, "--allow-write");
  const file = api().openSync(name, { write: true, create: true, truncate: true });
  if (regular && !file.statSync().isFile) {
    file.close();
    throw new Error(NOT_REGULAR);
  }
  return {
    write(bytes) {
      for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(file.writeSync(rest));
    },
    close: () => file.close(),
  };
}

/** Waits in calls of their own for as long as bytes are expected. */
function adopt(fd: number, rang: (lost: boolean) => void, listener: Listener): Bell {
  let expected = false;
  let listening = false;
  const listen = async () => {
    listening = true;
    while (expected) {
      const came = await listener.lm_await(fd);
      if (came <= 0) expected = false;
      rang(came <= 0);
    }
    listening = false;
  };
  return {
    expect() {
      expected = true;
      if (!listening) void listen();
    },
    rest() {
      expected = false;
    },
    close() {
      listener.lm_close(fd);
    },
  };
}

async function* stream(path: string): AsyncGenerator<Uint8Array> {
  if (path === "-") yield* api().stdin.readable;
  else
    yield* (
      await api()
        .open(requireRead(path) as string)
        .catch(capable(path))
    ).readable;
}

export const runtime: Runtime = {
  name: "deno",
  get arch() {
    return api().build.arch === "x86_64" ? "x64" : "arm64";
  },
  args: () => api().args,
  env: (name) => (isGranted({ name: "env", variable: name }) ? api().env.get(name) : undefined),
  environment,
  cwd,
  user() {
    demand({ name: "sys", kind: "uid" }, "asking for the user", "--allow-sys=uid");
    return api().uid() ?? 0;
  },
  sha256: nodeSha256,
  digest: nodeSha256,
  read: async (path) => api().readFile(requireRead(path)).catch(capable(path)),
  stream,
  writer,
  shipped: (name) => shippedUrl(name).pathname,
  open(path, signatures) {
    // Not only this library: memory by its address needs the permission without a path.
    demand({ name: "ffi" }, "calling the kernel", "--allow-ffi");
    return openLibrary(api(), path, signatures);
  },
  memory: (at, bytes) => memoryAt(api(), at, bytes),
  adopt,
  async write(output, text) {
    for (let bytes = new TextEncoder().encode(text); bytes.length > 0; ) {
      bytes = bytes.subarray(await api()[output].write(bytes));
    }
  },
  isTerminal: (output) => api()[output].isTerminal(),
  width: textWidth,
};
