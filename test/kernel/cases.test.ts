/** The shared cases on the real kernel, by the library, each compared with the model and with what was before. */
import { test } from "uvu";
import { binds } from "../cases/binds.ts";
import type { Case } from "../cases/case.ts";
import { containerd } from "../cases/containerd.ts";
import { filesystems } from "../cases/filesystems.ts";
import { layers } from "../cases/layers.ts";
import { lists } from "../cases/lists.ts";
import { names } from "../cases/names.ts";
import { runCase } from "../cases/run.ts";
import { targets } from "../cases/targets.ts";
import { tops } from "../cases/tops.ts";
import { words } from "../cases/words.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { library, warmUp } from "./library.ts";

const groups: readonly (readonly Case[])[] = [
  layers,
  tops,
  targets,
  words,
  binds,
  filesystems,
  lists,
  names,
  containerd,
];

if (inPrivateNamespace(import.meta.path)) {
  test.before(warmUp);
  for (const one of groups.flat()) {
    const missing = (one.needs ?? []).map((need) => library.missing(need)).find((reason) => reason !== undefined);
    testUnless(test, missing, one.name, async () => {
      await runCase(one, library);
    });
  }
  test.run();
}
