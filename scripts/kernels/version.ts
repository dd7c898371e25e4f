/** Which of Debian's packages are which kernel. */
import { openSuite, packageField, packageNames, type Suite } from "./archive.ts";
import { Unable } from "./command.ts";

// Without drivers for real machines: a third of the size.
const FLAVOUR = "cloud-amd64";
/** An image package of less is empty: since 6.19 its parts are packages of their own. */
const WHOLE_IMAGE = 1_000_000;

/** A kernel that was found: what to fetch, and from where. */
export interface Found {
  readonly suite: Suite;
  readonly packages: readonly string[];
  /** Package and version: another one is another kernel. */
  readonly id: string;
}

function suitesOf(name: string): string[] {
  if (name === "newest") return ["sid", "trixie-backports"];
  if (name === "rc") return ["experimental"];
  if (/^5\.10\b/.test(name)) return ["bullseye-security", "bullseye"];
  if (/^6\.1(?:\.|$)/.test(name)) return ["bookworm-security", "bookworm"];
  if (/^6\.12\b/.test(name)) return ["trixie-security", "trixie", "bookworm-backports"];
  return ["trixie-backports", "sid", "experimental"];
}

/** Numbers in names compare as numbers. */
function newerFirst(a: string, b: string): number {
  return new Intl.Collator("en", { numeric: true }).compare(b, a);
}

async function packagesOf(suite: Suite, names: ReadonlySet<string>, version: string): Promise<string[] | undefined> {
  const part = (what: string) => `linux-${what}-${version}-${FLAVOUR}`;
  if (names.has(part("modules"))) {
    const binary = [part("binary"), part("binary-unsigned")].find((one) => names.has(one));
    return binary === undefined ? undefined : [binary, part("base"), part("modules")];
  }
  const size = Number(await packageField(suite, part("image"), "Size"));
  return size > WHOLE_IMAGE ? [part("image")] : undefined;
}

async function foundIn(suite: Suite, name: string): Promise<Found | undefined> {
  const wanted = ["newest", "rc"].includes(name) ? "[0-9][^-]*" : `${name.replace(/\./g, "\\.")}(?:[.+-][^-]*)?`;
  const pattern = new RegExp(`^linux-(?:image|modules)-(${wanted}(?:-[0-9]+)?)-${FLAVOUR}$`);
  const names = new Set(await packageNames(suite, "linux-"));
  const versions = new Set([...names].flatMap((one) => pattern.exec(one)?.[1] ?? []));
  for (const version of [...versions].sort(newerFirst)) {
    const packages = await packagesOf(suite, names, version);
    const last = packages?.at(-1);
    if (packages === undefined || last === undefined) continue;
    return { suite, packages, id: `${packages[0]} ${await packageField(suite, last, "Version")}` };
  }
  return undefined;
}

/**
 * The newest complete kernel of a name: `5.10`, `6.12` …, `newest` (Debian's unstable), `rc` (its experimental).
 *
 * @throws Unable when no suite has one.
 */
export async function findKernel(name: string, cache: string): Promise<Found> {
  const said: string[] = [];
  for (const suite of suitesOf(name)) {
    try {
      const found = await foundIn(await openSuite(suite, cache), name);
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof Unable)) throw error;
      said.push(error.message);
    }
  }
  throw new Unable([`Debian's archive has no complete kernel ${name}`, ...said].join("\n"));
}
