import type { Mounted, MountRequest, Options } from "../../host/index.ts";
import type { Abilities } from "../model/fill.ts";
import type { Need } from "./case.ts";

/** Something that carries out a request: the library on a real kernel, later others. */
export interface Driver {
  readonly name: string;
  /** What layers can hold where it runs. */
  readonly abilities: Abilities;
  /** An ordinary user in a user namespace: cases say what else must come of them there. */
  readonly ordinary?: true;
  /** Why a need cannot be met here, or undefined where it can. */
  missing(need: Need): string | undefined;
  mount(request: MountRequest, options?: Options): Promise<Mounted>;
}
