/** The shared cases on the real kernel, by the library, each compared with the model and with what was before. */
import { test } from "uvu";
import { allCases } from "../cases/all.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { inMemory } from "../support/temporary.ts";
import { addCase, library, warmUp } from "./library.ts";

if (inPrivateNamespace(import.meta.filename)) {
  // On a disk in Bun. Deno's turn says nothing new about file systems, and the disk would be what takes the time.
  if ("Deno" in globalThis) inMemory();
  test.before(warmUp);
  for (const one of allCases) addCase(test, one, library);
  test.run();
}
