/** Disks of the emulated machine: ext4 with features that the oldest kernel knows. */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import { digest } from "../shim/digest.ts";
import { programPath, run, Unable } from "./command.ts";

const FEATURES =
  "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,large_file";
const EXTENDED = "lazy_itable_init=1,lazy_journal_init=1,root_owner=0:0";

/** Programs of this machine that cases call; the rest is busybox. */
const PROGRAMS = ["unshare", "setpriv", "losetup", "mkfs.ext4", "mount", "umount", "findmnt", "mkfs.erofs"];

/** Makes a disk of so many MiB, with what a directory holds. */
export async function makeDisk(file: string, mebibytes: number, from?: string): Promise<void> {
  writeFileSync(file, "");
  truncateSync(file, mebibytes * 2 ** 20);
  const words = ["-q", "-F", "-b", "4096", "-m", "0", "-I", "256", "-O", FEATURES, "-E", EXTENDED];
  await run(["mkfs.ext4", ...words, ...(from === undefined ? [] : ["-d", from]), file]);
}

async function addProgram(root: string, path: string, name: string): Promise<void> {
  cpSync(path, `${root}/usr/bin/${name}`, { dereference: true });
  const libraries = await run(["ldd", path]).catch(() => "");
  for (const [library] of libraries.matchAll(/\/\S+/g)) {
    // /lib and /lib64 of the disk are links into /usr.
    const place = `${root}${library.startsWith("/usr/") ? "" : "/usr"}${library}`;
    if (existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    cpSync(library, place, { dereference: true });
  }
}

async function fill(root: string): Promise<void> {
  const empty = ["proc", "sys", "dev", "run", "tmp", "payload", "scratch", "root", "var/tmp", "usr/lib/modules"];
  for (const name of ["usr/bin", "usr/lib", "usr/lib64", "etc", ...empty])
    mkdirSync(`${root}/${name}`, { recursive: true });
  for (const name of ["bin", "lib", "lib64"]) symlinkSync(`usr/${name}`, `${root}/${name}`);
  symlinkSync("usr/bin", `${root}/sbin`);
  symlinkSync("bin", `${root}/usr/sbin`);
  const busybox = programPath("busybox") ?? "";
  cpSync(busybox, `${root}/usr/bin/busybox`, { dereference: true });
  for (const name of (await run([busybox, "--list"])).split("\n")) {
    if (name !== "" && name !== "busybox") symlinkSync("busybox", `${root}/usr/bin/${name}`);
  }
  for (const name of PROGRAMS) {
    const path = programPath(name);
    if (path === undefined) throw new Unable(`${name} is not there`);
    rmSync(`${root}/usr/bin/${name}`, { force: true });
    await addProgram(root, path, name);
  }
  await addProgram(root, process.execPath, "bun");
  writeFileSync(`${root}/etc/passwd`, "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
  writeFileSync(`${root}/etc/group`, "root:x:0:\nnogroup:x:65534:\n");
  cpSync(`${import.meta.dirname}/guest/start`, `${root}/usr/bin/start`);
  chmodSync(`${root}/usr/bin/start`, 0o755);
}

/** What the root disk is made of, as a name: another Bun or another program makes another disk. */
async function rootKey(): Promise<string> {
  const paths = [process.execPath, programPath("busybox") ?? "", ...PROGRAMS.map((name) => programPath(name) ?? "")];
  const parts = paths.map((path) => `${basename(path)} ${statSync(path).size} ${statSync(path).mtimeMs}`);
  const sources = [import.meta.filename, `${import.meta.dirname}/guest/start`];
  const texts = await Promise.all(sources.map((path) => Bun.file(path).text()));
  return digest([...parts, ...texts].join("\n")).slice(0, 16);
}

/** The root disk of the cache: Bun, busybox and the programs that cases call. */
export async function rootDisk(cache: string): Promise<string> {
  const disk = `${cache}/root-${await rootKey()}.img`;
  if (existsSync(disk)) return disk;
  for (const old of new Bun.Glob("root-*.img").scanSync(cache)) rmSync(`${cache}/${old}`);
  const root = `${disk}.${process.pid}`;
  try {
    mkdirSync(root);
    await fill(root);
    await makeDisk(`${root}.img`, 400, root);
    renameSync(`${root}.img`, disk);
  } finally {
    rmSync(root, { recursive: true, force: true });
    rmSync(`${root}.img`, { force: true });
  }
  return disk;
}
