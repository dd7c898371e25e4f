/** The cases on the real kernel: with all that it can do, and as one on which ids are used again. */
import { test } from "uvu";
import { probeKernel } from "../../host/capabilities/probe.ts";
import { Session } from "../../host/linux/session.ts";
import { planner } from "../../host/planner/planner.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { CASES } from "./cases/all.ts";
import { real } from "./scenes/real.ts";

if (inPrivateNamespace(import.meta.filename)) {
  const session = new Session();
  const found = await probeKernel(await planner(), session);
  await session.close();
  // Without unique ids mountinfo tells; without the newer calls everything is made by mount(2).
  const { features } = found;
  const older = { ...found, features: { ...features, uniqueMountId: false, statmount: false } };
  const oldest = { ...older, features: { ...older.features, moveMount: false, openTree: false, fsopen: false } };
  for (const [kernel, capabilities] of Object.entries({ "as it is": found, "old ids": older, "mount(2)": oldest })) {
    for (const [heading, cases] of CASES) {
      for (const { name, unique, play } of cases) {
        if (unique && !capabilities.features.uniqueMountId) continue;
        test(`${kernel}: ${heading}: ${name}`, async () => {
          const stage = real(capabilities);
          try {
            await play(stage);
          } finally {
            await stage.end();
          }
        });
      }
    }
  }
  test.run();
}
