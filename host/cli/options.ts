import { PATIENCE, PATIENCE_MOST } from "../library/patience.ts";
import type { Options } from "../types.ts";
import type { globalOptions, OptionDescriptions, Values } from "./description.ts";
import { absolute } from "./input/paths.ts";

/** An option of every command that acts. */
export const recordOption = {
  record: {
    type: "string",
    value: "FILE",
    completes: "file",
    description: "write down what is done and observed, as a trace: see show and replay",
  },
} as const satisfies OptionDescriptions;

/** An option of every command that takes mounts down. */
export const patienceOption = {
  patience: {
    type: "string",
    most: PATIENCE_MOST,
    value: "MS",
    description: `how long busy mounts are tried again, in milliseconds, at most ${PATIENCE_MOST}; ${PATIENCE} unless given`,
  },
} as const satisfies OptionDescriptions;

/** The library's options that the options of every command stand for. */
export async function libraryOptions(
  values: Values<typeof globalOptions> & Partial<Values<typeof recordOption>>,
): Promise<Options> {
  return {
    ...(values.record !== undefined && { record: await absolute(values.record, "--record") }),
    ...(values.state !== undefined && { state: await absolute(values.state, "--state") }),
    ...(values.without && { lower: values.without }),
  };
}
