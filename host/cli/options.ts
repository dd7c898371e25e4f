import type { Options } from "../types.ts";
import type { globalOptions, Values } from "./description.ts";
import { absolute } from "./input/paths.ts";

/** The library's options that the options of every command stand for. */
export async function libraryOptions(values: Values<typeof globalOptions>): Promise<Options> {
  return {
    ...(values.state !== undefined && { state: await absolute(values.state, "--state") }),
    ...(values.without && { lower: values.without }),
  };
}
