/** The shared cases as an ordinary user: what a rule refuses there is expected by the case; skipped ones are named. */
import { test } from "uvu";
import { allCases } from "../cases/all.ts";
import { addCase, warmUpBy } from "../kernel/library.ts";
import { inOrdinaryNamespace } from "../support/ordinary-namespace.ts";
import { ordinaryLibrary } from "./library.ts";

if (inOrdinaryNamespace(import.meta.filename)) {
  test.before(() => warmUpBy(ordinaryLibrary));
  for (const one of allCases) addCase(test, one, ordinaryLibrary);
  test.run();
}
