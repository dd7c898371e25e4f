import { programPath } from "./command.ts";

/** Programs of the host that are needed, and Debian's package of each. */
const TOOLS: Readonly<Record<string, string>> = {
  "qemu-system-x86_64": "qemu-system-x86",
  "mkfs.ext4": "e2fsprogs",
  "dpkg-deb": "dpkg",
  "apt-get": "apt",
  busybox: "busybox-static",
  ldd: "libc-bin",
  unshare: "util-linux",
  "mkfs.erofs": "erofs-utils",
};

/** Debian's keys, by which the lists of packages are checked. */
export const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** What this machine lacks to run other kernels, in words, with the packages' names; undefined: nothing. */
export async function lacking(): Promise<string | undefined> {
  if (process.arch !== "x64" || process.platform !== "linux") return "kernels are run on Linux on x86_64";
  const missing = Object.entries(TOOLS).filter(([name]) => programPath(name) === undefined);
  const packages = new Set(missing.map(([, name]) => name));
  if (!(await Bun.file(KEYRING).exists())) packages.add("debian-archive-keyring");
  if (packages.size === 0) return undefined;
  return `Debian's packages are missing: ${[...packages].join(" ")}`;
}
