/** The same cases on every simulated kernel. */
import { test } from "uvu";
import { KERNELS } from "../simulated-kernel/rules.ts";
import { CASES } from "./cases/all.ts";
import { simulated } from "./scenes/simulated.ts";

for (const kernel of KERNELS) {
  for (const [heading, cases] of CASES) {
    for (const { name, play } of cases) {
      test(`${kernel}: ${heading}: ${name}`, async () => {
        const stage = simulated(kernel);
        await play(stage);
        await stage.end();
      });
    }
  }
}

test.run();
