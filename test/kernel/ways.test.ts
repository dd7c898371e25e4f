/**
 * Every way at every size, read-only and writable, on the real kernel; as root an empty cell fails, unless a named
 * budget forbids it.
 */
import { test } from "uvu";
import { inPrivateNamespace } from "../support/namespace.ts";
import { inMemory } from "../support/temporary.ts";
import { library, warmUp } from "./library.ts";
import { addMatrix } from "./matrix.ts";

if (inPrivateNamespace(import.meta.filename)) {
  inMemory();
  test.before(warmUp);
  addMatrix(test, library);
  test.run();
}
