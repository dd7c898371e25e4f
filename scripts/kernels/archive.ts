/**
 * Debian's archive, read by apt with a root of its own for each suite: the machine's own lists and settings are not
 * touched, and root is not needed. The archive's address is the one that this machine's apt already uses.
 */
import { mkdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { run, Unable } from "./command.ts";
import { KEYRING } from "./tools.ts";

const DAY = 24 * 3600 * 1000;

/** One suite, ready to be asked. */
export interface Suite {
  readonly name: string;
  readonly options: readonly string[];
}

async function address(suite: string): Promise<string> {
  const security = suite.endsWith("-security");
  const given = process.env[security ? "LAYERMOUNT_DEBIAN_SECURITY" : "LAYERMOUNT_DEBIAN"];
  if (given !== undefined) return given;
  const known = await run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]);
  const pattern = security ? /\/debian-security\/?$/ : /\/debian\/?$/;
  const found = known.split("\n").find((line) => pattern.test(line));
  if (found === undefined) throw new Unable(`apt knows no archive that holds ${suite}: set LAYERMOUNT_DEBIAN`);
  return found;
}

function isFresh(mark: string): boolean {
  try {
    return Date.now() - statSync(mark).mtimeMs < DAY;
  } catch {
    return false;
  }
}

/** Makes a suite ready: its lists are at most a day old. @throws Unable without a mirror. */
export async function openSuite(name: string, cache: string): Promise<Suite> {
  const root = `${cache}/apt/${name}`;
  mkdirSync(`${root}/lists/partial`, { recursive: true });
  mkdirSync(`${root}/cache/archives/partial`, { recursive: true });
  writeFileSync(`${root}/status`, "");
  const list = `deb [arch=amd64 signed-by=${KEYRING}] ${await address(name)} ${name} main\n`;
  writeFileSync(`${root}/sources.list`, list);
  const settings = {
    "Dir::Etc::sourcelist": `${root}/sources.list`,
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::Etc::preferences": "/dev/null",
    "Dir::Etc::preferencesparts": "/dev/null",
    "Dir::State": root,
    "Dir::State::lists": `${root}/lists`,
    "Dir::State::status": `${root}/status`,
    "Dir::Cache": `${root}/cache`,
    "APT::Architecture": "amd64",
    "APT::Architectures": "amd64",
    "APT::Sandbox::User": "",
    // Else a mirror that cannot be reached is only a warning.
    "APT::Update::Error-Mode": "any",
    "Acquire::Languages": "none",
    // Suites that have ended are signed for good, with a date that has passed.
    "Acquire::Check-Valid-Until": "false",
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  const mark = `${root}/fresh`;
  if (!isFresh(mark)) {
    await run(["apt-get", ...options, "-qq", "update"]);
    writeFileSync(mark, "");
    utimesSync(mark, new Date(), new Date());
  }
  return { name, options };
}

/** All names of packages that begin with a word. */
export async function packageNames({ options }: Suite, start: string): Promise<string[]> {
  return (await run(["apt-cache", ...options, "pkgnames", start])).split("\n").filter((line) => line !== "");
}

/** A field of a package: `Version`, `Size` in bytes. */
export async function packageField({ options }: Suite, name: string, field: string): Promise<string | undefined> {
  const shown = await run(["apt-cache", ...options, "show", name]);
  return new RegExp(`^${field}: (.*)$`, "m").exec(shown)?.[1];
}

/** Fetches packages and unpacks them into one directory. */
export async function unpackPackages(suite: Suite, names: readonly string[], into: string): Promise<void> {
  const store = `${into}.deb`;
  mkdirSync(store, { recursive: true });
  mkdirSync(into, { recursive: true });
  await run(["apt-get", ...suite.options, "-qq", "download", ...names], { cwd: store });
  for (const file of new Bun.Glob("*.deb").scanSync(store)) await run(["dpkg-deb", "-x", `${store}/${file}`, into]);
}
