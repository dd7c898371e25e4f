import type { Need } from "../cases/case.ts";
import type { Driver } from "../cases/driver.ts";
import { library } from "../kernel/library.ts";
import { ORDINARY_LAYERS } from "../model/layers.ts";

/** What an ordinary user cannot do, also in a namespace of their own. */
const CANNOT: Readonly<Partial<Record<Need, string>>> = {
  root: "an ordinary user cannot act outside of the namespace",
  idmap: "an ordinary user cannot id-map a file system of the host",
  "idmapped-scene": "an ordinary user cannot id-map a file system of the host",
  loop: "an ordinary user cannot attach a loop device",
};

/** The library in a user namespace of an ordinary user. */
export const ordinaryLibrary: Driver = {
  ...library,
  name: "ordinary user",
  abilities: ORDINARY_LAYERS,
  ordinary: true,
  // proc is no need there: a rule refuses it, and the cases say which.
  missing: (need) => CANNOT[need] ?? (need === "proc" || need === "erofs-file" ? undefined : library.missing(need)),
};
