/**
 * A process that mounts and takes down, again and again, until it is killed. Arguments: the state directory, a
 * directory for targets, upper, work, and layers. Says `ready` when it begins.
 */
import { readdirSync } from "node:fs";
import { mount } from "../../host/index.ts";

const [state = "", targets = "", upper = "", work = "", ...lowers] = process.argv.slice(2);
const root = { type: "overlay", lowers };
const options = { state };
await (await mount({ mounts: [root], target: `${targets}/first`, mkdir: true }, options)).unmount();
console.log("ready");
for (let i = 0; ; i++) {
  const mounts = [
    { ...root, upper, work },
    { type: "tmpfs", target: "below", options: ["size=64k"] },
  ];
  const way = (["relative", "strings", "descriptors"] as const)[i % 3];
  const mounted = await mount({ mounts, target: `${targets}/${i % 2}`, mkdir: true, ...(way && { way }) }, options);
  const claims = readdirSync(`${state}/uppers`);
  if (claims.length !== 2) throw new Error(`mount ${i} has ${claims.length} claims: ${claims}`);
  await mounted.unmount();
}
