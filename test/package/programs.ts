// What somebody writes who has installed the package, as texts.

/** Mounts two layers beneath the directory that it is given, reads through them, takes them down. */
export const MOUNTS = `
import { mount, list } from "layermount";
const runtime = "Deno" in globalThis ? Deno : undefined;
const [directory] = runtime ? runtime.args : process.argv.slice(2);
const overlay = { type: "overlay", lowers: [directory + "/2", directory + "/1"] };
const mounted = await mount({ mounts: [overlay], target: directory + "/target" }, { state: directory + "/state" });
const read = (path) => (runtime ? runtime.readTextFile(path) : Bun.file(path).text());
const seen = await read(directory + "/target/file");
const listed = await list({ state: directory + "/state" });
await mounted.unmount();
console.log(JSON.stringify({ seen, layers: mounted.layers, listed: listed.mounts.length }));
`;

/** Plans with the capabilities of another machine: a file of what \`layermount probe --json\` prints. */
export const PLANS = `
import { plan } from "layermount";
import { readFileSync } from "node:fs";
const capabilities = JSON.parse(readFileSync("capabilities.json", "utf8"));
const lowers = Array.from({ length: 55 }, (_, index) => "/layers/" + index);
const { hash } = await plan({ mounts: [{ type: "overlay", lowers }], target: "/mnt" }, { capabilities });
console.log(hash);
`;

/** Uses types of every kind, so that each declaration is read. */
export const TYPED = `
import { type Capabilities, LayermountError, list, type Mounted, mount, plan, probe, unmount } from "layermount";

export async function use(target: string): Promise<bigint> {
  const overlay = { type: "overlay", lowers: ["/a", new Uint8Array([0x2f, 0xff])] };
  const { hash, reasons } = await plan({ mounts: [overlay], target });
  const rule: string | undefined = reasons[0]?.rule;
  const { capabilities }: { readonly capabilities: Capabilities } = await probe("/tmp");
  try {
    await using mounted: Mounted = await mount({ mounts: [overlay], target, proof: "identity" }, { capabilities });
    return mounted.mountId + BigInt(hash.length + (rule?.length ?? 0));
  } catch (error) {
    if (error instanceof LayermountError && error.kind === "left") await unmount(target, { any: true });
    throw error;
  } finally {
    await list();
  }
}
`;

/** As TYPED, but with three mistakes that only declarations can tell. */
export const MISTYPED = `
import { mount, plan } from "layermount";
const { hash } = await plan({ mounts: [{ type: "overlay", lowers: "/a" }], target: "/mnt" });
const number: number = hash;
await mount({ mounts: [], target: "/mnt", proof: "none at all" });
console.log(number);
`;
