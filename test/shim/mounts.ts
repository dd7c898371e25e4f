/** What the tests of mounting share: names of the kernel's flags, and a place with layers. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Session } from "../../host/linux/session.ts";
import { type Temporary, temporary } from "../support/temporary.ts";
import { CWD, op } from "./assemble.ts";
import { byBoth, type Means, perform } from "./driver.ts";

export const O_PATH = 0x200000;
export const O_DIRECTORY = 0x10000;
export const AT_EMPTY_PATH = 0x1000;
export const AT_RECURSIVE = 0x8000;
export const OPEN_TREE_CLONE = 1;
export const MOVE_MOUNT_F_EMPTY_PATH = 4;
export const UMOUNT_NOFOLLOW = 8;
export const FSCONFIG = { flag: 0, string: 1, fd: 5, create: 6 } as const;
export const STATX_MNT_ID_UNIQUE = 0x4000;
export const STATX_MNT_ID = 0x1000;
export const STATMOUNT = { sbBasic: 1, mountPoint: 0x10, options: 0x80, optionArray: 0x400 } as const;

/** An O_PATH descriptor of a directory. */
export const open = (into: number, directory: number, path: string) => ({
  ...op("open", directory, path, O_PATH | O_DIRECTORY, 0),
  into,
});

/** A file system of the test's own, mounted with the shim, so that nothing else is touched. */
export async function onTmpfs(work: (session: Session, means: Means, path: string) => Promise<void>): Promise<void> {
  await byBoth(async (session, means) => {
    const directory: Temporary = temporary("shim-mount");
    const { path } = directory;
    const { results } = await perform(session, means, [op("mount", "tmpfs", path, "tmpfs", 0, "mode=0755")]);
    if (results[0] !== 0) throw new Error(`no tmpfs: ${results[0]}`);
    try {
      await work(session, means, path);
    } finally {
      await session.reset();
      await perform(session, means, [op("umount", path, 2)]);
      directory.remove();
    }
  });
}

/** Layers `0`, `1`, … each with a file of its own name, and `upper`, `work`, `merged` beside them. */
export function makeLayers(path: string, count: number): string[] {
  const names = Array.from({ length: count }, (_, i) => `${i}/fs`);
  for (const name of [...names, "upper", "work", "merged"]) mkdirSync(`${path}/${name}`, { recursive: true });
  names.forEach((name, i) => {
    writeFileSync(`${path}/${name}/file-${i}`, `${i}`);
  });
  return names;
}

/** The mountinfo line of what is mounted at a path, the topmost one. */
export function lineOf(path: string): string {
  const lines = readFileSync("/proc/self/mountinfo", "latin1").split("\n");
  return lines.findLast((line) => line.split(" ")[4] === path) ?? "";
}

/** Why an op cannot be tried on this kernel, each found by trying; undefined where it can. */
export interface Lacking {
  readonly statmount: string | undefined;
  readonly layerDescriptors: string | undefined;
}

/** What this kernel has not. */
export async function lacking(): Promise<Lacking> {
  await using session = new Session();
  const seen = await perform(session, "child", [
    { ...op("statx", CWD, "/", 0, STATX_MNT_ID_UNIQUE), into: 0, soft: true },
    { ...op("statmount", 0, STATMOUNT.sbBasic, 512), soft: true },
    { ...open(0, CWD, "/"), soft: true },
    { ...op("fsopen", "overlay", 0), into: 1, soft: true },
    { ...op("fsconfig_fd", 1, FSCONFIG.fd, "lowerdir+", 0), soft: true },
  ]);
  const says = (index: number, what: string) =>
    (seen.results[index] ?? -1) < 0 ? `this kernel has no ${what}: errno ${-(seen.results[index] ?? 0)}` : undefined;
  return { statmount: says(1, "statmount"), layerDescriptors: says(4, "layers by descriptor") };
}

/** As a directory: the process's own. */
export { CWD };
