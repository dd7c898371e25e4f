/**
 * A process that mounts for as long as it lives, and takes down, again and again, until it is killed. Arguments: the
 * state directory, and layers. Says `ready` when it begins.
 */
import { existsSync } from "node:fs";
import { withMount } from "../../host/index.ts";

const [state = "", ...lowers] = process.argv.slice(2);
const request = { mounts: [{ type: "overlay", lowers }] };
for (let i = 0; ; i++) {
  // The first of its mounts makes the file that tells that it lives, the last one takes it away.
  await withMount(request, { state }, async (root) => {
    if (!existsSync(`${root}/seen`)) throw new Error(`mount ${i} is not there any more`);
    await Bun.sleep(i % 3);
    if (!existsSync(`${root}/seen`)) throw new Error(`mount ${i} was taken down while its process lives`);
  });
  if (i === 0) console.log("ready");
}
