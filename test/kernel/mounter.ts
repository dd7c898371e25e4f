/**
 * A process of its own that mounts one overlay and holds it: for tests in which two
 * processes meet. Arguments: state directory, target, upper, work, lowers. Says one line
 * of JSON when it has mounted or was refused, unmounts at the end of its input.
 */
import { LayermountError, type Mounted, mount } from "../../host/index.ts";

const [state = "", target = "", upper = "", work = "", ...lowers] = process.argv.slice(2);

async function begin(): Promise<Mounted | undefined> {
  try {
    const mounted = await mount({ mounts: [{ type: "overlay", lowers, upper, work }], target }, { state });
    console.log(JSON.stringify({ mountId: String(mounted.mountId) }));
    return mounted;
  } catch (error) {
    if (!(error instanceof LayermountError)) throw error;
    console.log(JSON.stringify({ kind: error.kind, rule: error.rule }));
    return undefined;
  }
}

const mounted = await begin();
for await (const _ of Bun.stdin.stream());
try {
  await mounted?.unmount();
} catch (error) {
  console.log(String(error));
  process.exitCode = 1;
}
