/** The cases of the index that are no others' too, on the real kernel. */
import { test } from "uvu";
import { addCase, library, warmUp } from "../kernel/library.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { incidents } from "./cases.ts";

if (inPrivateNamespace(import.meta.filename)) {
  test.before(warmUp);
  for (const one of incidents) addCase(test, one, library);
  test.run();
}
