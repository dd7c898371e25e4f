/** The shared cases as root. */
import { library } from "../kernel/library.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { runTier } from "./guest.ts";

if (inPrivateNamespace(import.meta.filename)) await runTier("root", library);
