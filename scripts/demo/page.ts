// How the demo looks: a label on the left, text on the right, colours only where somebody sees them.
import { runtime } from "#runtime";
import { painted } from "../../host/cli/paint.ts";

const LABEL = 11;
/** Width of the text beside the label: with it a line fits into 120 columns. */
export const WIDTH = 107;

const { NO_COLOR } = process.env;
const paint = painted(process.stdout.isTTY === true && (NO_COLOR ?? "") === "");

/** The first line. */
export function title(name: string, text: string): void {
  console.log(`${paint.bold(name)}  ${text}\n`);
}

/** Text on one or more lines, broken at spaces; without a label it belongs to what is above. */
export function line(label: string, text: string): void {
  let head = label;
  let row = "";
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    if (row !== "" && runtime.width(`${row} ${word}`) > WIDTH) {
      console.log(`${paint.cyan(head.padEnd(LABEL))}${row}`);
      head = "";
      row = word;
    } else row = row === "" ? word : `${row} ${word}`;
  }
  console.log(`${paint.cyan(head.padEnd(LABEL))}${row}`);
}

/** Text that is less important. */
export const dim = paint.dim;
/** Text that the eye should find. */
export const bold = paint.bold;

/** The time since then. */
export function milliseconds(since: number): string {
  return `${(performance.now() - since).toFixed(1)} ms`;
}
