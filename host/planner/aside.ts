import { compiledModule } from "./module.ts";
import { Planner } from "./planner.ts";

let aside: Planner | undefined;
let isFirst = true;

/** True once a process: making another planner takes longer than planning a first mount does by the one there is. */
export function isFirstQuestion(): boolean {
  const was = isFirst;
  isFirst = false;
  return was;
}

/** Another planner, for questions while the one of this process is in the middle of a run, and so has been loaded. */
export function plannerAside(): Planner {
  if (aside) return aside;
  const module = compiledModule();
  if (module === undefined) throw new Error("the planner has not been loaded");
  aside = new Planner(module);
  return aside;
}
