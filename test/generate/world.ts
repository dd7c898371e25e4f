import { parseWit } from "../../scripts/generate/wit/parser.ts";
import { type ExportedFunction, resolveWorld, type Type, type World } from "../../scripts/generate/wit/resolve.ts";

export const PLANNER_WIT = await Bun.file(new URL("../../core-wasm/planner.wit", import.meta.url)).text();

/** The planner's world, as the generator sees it. */
export const planner: World = resolveWorld(parseWit(PLANNER_WIT));

/** A function of the world, by its name. */
export function declared(name: string): ExportedFunction {
  const found = planner.functions.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
}

/** Functions that take something, each with what it takes. */
export function takers(): [ExportedFunction, name: string, Type][] {
  return planner.functions.flatMap((item) => {
    const [parameter] = item.parameters;
    return parameter === undefined ? [] : [[item, parameter.name, parameter.type]];
  });
}

/** The exports of a generated module, by name. */
export function exported<T>(module: object, name: string): T {
  const found = (module as Record<string, T>)[name];
  if (found === undefined) throw new Error(`nothing is generated under the name ${name}`);
  return found;
}
