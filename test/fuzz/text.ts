import { mebibytes, type Tried } from "./campaign.ts";

/** What came of a door, for a person. */
export function triedText({ door, report, failing, fault, skipped }: Tried): string {
  const lines: string[] = [];
  if (skipped !== undefined) lines.push(`${door}: not tried: ${skipped}`);
  if (report) {
    const { inputs, seconds, slowest, answers, heap, resident } = report;
    const told = Object.entries(answers).sort(([, a], [, b]) => b - a);
    const shown = told.slice(0, 6).map(([answer, count]) => `${count} ${answer}`);
    if (told.length > 6) shown.push(`${told.length - 6} others`);
    const speed = `${inputs} inputs in ${seconds.toFixed(1)} s, slowest ${slowest.toFixed(1)} ms`;
    lines.push(`${door}: ${speed}; heap ${grown(heap)}, memory ${grown(resident)}; ${shown.join(", ")}`);
  }
  if (failing) lines.push(`${door}: WRONG: input ${failing.number} of seed ${failing.seed}: ${failing.what}`);
  if (fault) lines.push(`${door}: WRONG: ${fault}`);
  return lines.join("\n");
}

function grown(bytes: number): string {
  return `${bytes < 0 ? "-" : "+"}${mebibytes(Math.abs(bytes))}`;
}
