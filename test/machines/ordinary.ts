/** The shared cases as an ordinary user in namespaces of their own. */
import { ordinaryLibrary } from "../ordinary/library.ts";
import { inOrdinaryNamespace } from "../support/ordinary-namespace.ts";
import { runTier } from "./guest.ts";

if (inOrdinaryNamespace(import.meta.filename)) await runTier("ordinary", ordinaryLibrary);
