/** A kernel of the cache: fetched once, kept until Debian has a newer one. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { unpackPackages } from "./archive.ts";
import { Unable } from "./command.ts";
import { makeInitial } from "./initial.ts";
import { findKernel } from "./version.ts";
import { inWorkplace } from "./workplace.ts";

/** What a machine boots. */
export interface Kernel {
  readonly name: string;
  /** As uname(2) says it. */
  readonly release: string;
  readonly image: string;
  readonly initial: string;
}

function read(name: string, home: string): Kernel {
  const release = readFileSync(`${home}/release`, "utf8");
  return { name, release, image: `${home}/image`, initial: `${home}/initial` };
}

function imageIn(unpacked: string, modules: string): string {
  const boot = existsSync(`${unpacked}/boot`) ? readdirSync(`${unpacked}/boot`) : [];
  const names = [
    ...boot.filter((name) => name.startsWith("vmlinuz-")).map((name) => `${unpacked}/boot/${name}`),
    ...["vmlinuz", "vmlinuz.unsigned"].map((name) => `${modules}/${name}`),
  ];
  const found = names.find((name) => existsSync(name));
  if (found === undefined) throw new Unable(`no kernel in the packages beneath ${unpacked}`);
  return found;
}

async function fetchInto(home: string, work: string, name: string, cache: string): Promise<void> {
  const { suite, packages, id } = await findKernel(name, cache);
  if (existsSync(`${home}/id`) && readFileSync(`${home}/id`, "utf8") === id) return;
  process.stderr.write(`fetching ${id} from ${suite.name} …\n`);
  const unpacked = `${work}/unpacked`;
  await unpackPackages(suite, packages, unpacked);
  const all = ["usr/lib/modules", "lib/modules"].map((path) => `${unpacked}/${path}`).find((path) => existsSync(path));
  const release = all === undefined ? undefined : readdirSync(all)[0];
  if (release === undefined) throw new Unable(`no modules in ${packages.join(", ")}`);
  const made = `${work}/made`;
  mkdirSync(made);
  cpSync(imageIn(unpacked, `${all}/${release}`), `${made}/image`);
  await makeInitial(`${all}/${release}`, `${made}/initial`);
  writeFileSync(`${made}/release`, release);
  writeFileSync(`${made}/id`, id);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(`${cache}/kernels`, { recursive: true });
  renameSync(made, home);
}

/**
 * The kernel of a name, fetched where the cache has none.
 *
 * @param refresh Ask the archive for a newer one.
 * @throws Unable without a mirror, or when there is no such kernel.
 */
export async function openKernel(name: string, cache: string, refresh: boolean): Promise<Kernel> {
  const home = `${cache}/kernels/${name}`;
  if (refresh || !existsSync(`${home}/id`)) {
    await inWorkplace(cache, "work", (work) => fetchInto(home, work, name, cache));
  }
  return read(name, home);
}
