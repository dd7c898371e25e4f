/** Every way at every size, up to 500 layers, as an ordinary user. */
import { test } from "uvu";
import { warmUpBy } from "../kernel/library.ts";
import { addMatrix } from "../kernel/matrix.ts";
import { inOrdinaryNamespace } from "../support/ordinary-namespace.ts";
import { inMemory } from "../support/temporary.ts";
import { ordinaryLibrary } from "./library.ts";

if (inOrdinaryNamespace(import.meta.filename)) {
  inMemory();
  test.before(() => warmUpBy(ordinaryLibrary));
  addMatrix(test, ordinaryLibrary);
  test.run();
}
