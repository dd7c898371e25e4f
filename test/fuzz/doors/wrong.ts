import { Wrong } from "../../../host/cli/wrong.ts";
import { sentence } from "../../../host/rules.ts";

/** What came of reading: `read`, or the rule that refused it, whose sentence is there for a person. */
export async function ruled(read: () => unknown): Promise<string> {
  try {
    await read();
    return "read";
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    if (sentence(error.rule, error.fill) === "") throw new Error(`${error.rule} says nothing`);
    return error.rule;
  }
}
