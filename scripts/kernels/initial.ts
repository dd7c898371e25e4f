/** The initial RAM disk of a kernel: busybox, the modules that are used with those that they need, and `init`. */
import { chmodSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import { programPath, run, Unable } from "./command.ts";

/** Disks of the machine first; then file systems and devices that cases use or will. */
const MODULES = [
  ...["virtio_pci", "virtio_blk", "virtio_mmio", "crc32c_generic", "crc32c_intel", "ext4"],
  ...["overlay", "erofs", "loop", "xfs", "btrfs", "squashfs", "vfat", "nls_cp437", "nls_ascii", "nls_utf8", "fuse"],
  ...["dm_mod", "dm_verity", "xxhash_generic", "sha256_generic", "blake2b_generic", "lz4", "zstd", "deflate"],
];

/** A module is written with either of two signs; a file's name is not always the module's own. */
function moduleName(file: string): string {
  return basename(file)
    .replace(/\.ko(?:\.\w+)?$/, "")
    .replaceAll("-", "_");
}

async function plain(from: string, to: string): Promise<string> {
  const target = to.replace(/\.(?:xz|zst)$/, "");
  mkdirSync(dirname(target), { recursive: true });
  if (from.endsWith(".xz")) await run(["busybox", "xz", "-dc", from], { into: target });
  else if (from.endsWith(".zst")) await Bun.write(target, Bun.zstdDecompressSync(await Bun.file(from).bytes()));
  else cpSync(from, target);
  return target;
}

/** `depends=` of the section .modinfo: strings that end with a zero byte. */
async function needs(file: string): Promise<string[]> {
  const text = new TextDecoder("latin1").decode(await Bun.file(file).bytes());
  const found = /(?:^|\0)depends=([^\0]*)/.exec(text)?.[1] ?? "";
  return found === "" ? [] : found.split(",").map((name) => name.replaceAll("-", "_"));
}

async function copyModules(from: string, to: string): Promise<void> {
  const known = new Map<string, string>();
  for (const file of new Bun.Glob("**/*.ko*").scanSync(from)) known.set(moduleName(file), file);
  const done = new Set<string>();
  const queue = [...MODULES];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const file = known.get(name);
    // What is not there is built in, or this kernel has it not.
    if (file === undefined || done.has(name)) continue;
    done.add(name);
    queue.push(...(await needs(await plain(`${from}/${file}`, `${to}/${file}`))));
  }
  for (const name of readdirSync(from).filter((one) => /^modules\.(?:builtin|order)/.test(one))) {
    cpSync(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Packs a directory as the kernel wants it; not compressed, which an emulated processor is slow at. */
export async function pack(directory: string, into: string): Promise<void> {
  const names = [...new Bun.Glob("**").scanSync({ cwd: directory, dot: true, onlyFiles: false })].sort();
  const input = `${[".", ...names].join("\n")}\n`;
  await run(["busybox", "cpio", "-o", "-H", "newc", "-R", "0:0"], { cwd: directory, input, into });
}

/**
 * Makes the disk's archive.
 *
 * @param modules The packages' directory of modules, named as the kernel's release.
 * @throws Unable where busybox is not one file without libraries.
 */
export async function makeInitial(modules: string, into: string): Promise<void> {
  const busybox = programPath("busybox") ?? "";
  const linked = await run(["ldd", busybox]).catch(() => "");
  if (linked.includes("=>")) throw new Unable(`${busybox} is linked to libraries: install busybox-static`);
  const root = `${into}.root`;
  const release = basename(modules);
  // Its depmod takes no release such as 7.3-cloud-amd64.
  const numbered = `${root}/lib/modules/1.0.0`;
  for (const name of ["bin", "proc", "sys", "dev", "new"]) mkdirSync(`${root}/${name}`, { recursive: true });
  mkdirSync(numbered, { recursive: true });
  await copyModules(modules, numbered);
  await run([busybox, "depmod", "-b", root, "1.0.0"]);
  renameSync(numbered, `${root}/lib/modules/${release}`);
  cpSync(busybox, `${root}/bin/busybox`);
  symlinkSync("busybox", `${root}/bin/sh`);
  symlinkSync("../bin", `${root}/sbin`);
  symlinkSync("bin", `${root}/usr`);
  cpSync(`${import.meta.dirname}/guest/init`, `${root}/init`);
  chmodSync(`${root}/init`, 0o755);
  await pack(root, into);
  rmSync(root, { recursive: true });
}
