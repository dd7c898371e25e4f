/** Digests of every golden case, and of plans for every measured kernel: one JSON object, whatever the runtime. */
import { runtime } from "#runtime";
import { plan } from "../../host/library/plan.ts";
import { goldenTexts } from "../plan/golden.ts";
import { KERNELS, type Kernel, vector } from "../plan/vectors.ts";

const WAYS = [undefined, "relative", "prefix", "strings", "descriptors", "mixed"] as const;
const COUNTS = [1, 55, 128, 500];

/** SHA-256 by name. */
export async function digests(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, text] of await goldenTexts()) {
    found[name] = await runtime.digest(new TextEncoder().encode(text));
  }
  for (const kernel of KERNELS) {
    for (const way of WAYS)
      for (const count of COUNTS) found[`${kernel} ${way} ${count}`] = await hashOf(kernel, way, count);
  }
  return found;
}

async function hashOf(kernel: Kernel, way: (typeof WAYS)[number], count: number): Promise<string> {
  const lowers = Array.from({ length: count }, (_, index) => `/var/lib/layers/${count - index}/fs`);
  const root = { type: "overlay", lowers, upper: "/var/lib/layers/top/fs", work: "/var/lib/layers/top/work" };
  const request = { mounts: [root], target: "/mnt/ünïcode", ...(way && { way }) };
  try {
    return (await plan(request, { capabilities: vector(kernel) })).hash;
  } catch (error) {
    return (error as { readonly rule: string }).rule;
  }
}

if (import.meta.main) console.log(JSON.stringify({ runtime: runtime.name, digests: await digests() }));
