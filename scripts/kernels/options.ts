import { parseArgs } from "node:util";

/** The kernels that CI runs: the oldest, two that many people have, and the newest. */
export const CI_KERNELS: readonly string[] = ["5.10", "6.1", "6.12", "newest"];
/** Every kernel that Debian's archive has had, from the oldest on that is supported. */
export const ALL_KERNELS: readonly string[] = ["5.10", "6.1", "6.12", "6.16", "6.17", "6.18", "newest", "rc"];

/** What the command was asked for. */
export interface Wanted {
  readonly kernels: readonly string[];
  readonly cache: string;
  readonly refresh: boolean;
  /** Write the capability vectors of the plan tests and the recorded traces again. */
  readonly vectors: boolean;
  /** The shared cases only, and of the matrix of ways the small sizes. */
  readonly short: boolean;
  /** Seconds for one kernel. */
  readonly limit: number;
}

export const help = `usage: bun run test:kernels [--kernels LIST] [--short] [--refresh] [--vectors] [--limit SECONDS]

Boots real kernels of Debian's archive in QEMU and runs the shared cases in each, as root and as an ordinary user.

  --kernels LIST   comma separated: ${ALL_KERNELS.join(",")} (all of them: the usual);
                   ci: ${CI_KERNELS.join(",")}; newest: Debian's unstable, rc: its experimental
  --short          the shared cases only: no other test files, and of the matrix of ways the small sizes
  --refresh        look for newer packages of these kernels
  --vectors        run no case, and write test/plan/vectors and test/trace/recorded again from what each kernel says
  --limit SECONDS  for one kernel, 1800 unless given

Kernels are kept in $LAYERMOUNT_KERNELS, ~/.cache/layermount-kernels unless set. Debian's mirror is the one of this
machine's apt, or $LAYERMOUNT_DEBIAN and $LAYERMOUNT_DEBIAN_SECURITY.`;

/** Reads the command line. @throws Error with what is wrong. */
export function readWanted(args: readonly string[]): Wanted | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kernels: { type: "string", default: "all" },
      short: { type: "boolean", default: false },
      refresh: { type: "boolean", default: false },
      vectors: { type: "boolean", default: false },
      limit: { type: "string", default: "1800" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new Error(`--limit ${values.limit}: a number of seconds is wanted`);
  const named = { all: ALL_KERNELS, ci: CI_KERNELS }[values.kernels] ?? values.kernels.split(",");
  const strange = named.find((name) => !/^(?:\d+\.\d+(?:\.\d+)?|newest|rc)$/.test(name));
  if (strange !== undefined) throw new Error(`--kernels: “${strange}” is no kernel such as 6.12, newest or rc`);
  const cache = process.env["LAYERMOUNT_KERNELS"] || `${process.env["HOME"] ?? "/tmp"}/.cache/layermount-kernels`;
  const { refresh, vectors, short } = values;
  return { kernels: named, cache, refresh, vectors, short, limit };
}
