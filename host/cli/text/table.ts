import { runtime } from "#runtime";

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");

/** Rows in aligned columns, two blanks apart, indented; colours take no room. */
export function table(rows: readonly (readonly string[])[], indent = "  "): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, width(cell));
    });
  }
  return rows
    .map((row) => `${(indent + row.map((cell, i) => padded(cell, widths[i] ?? 0)).join("  ")).trimEnd()}\n`)
    .join("");
}

function padded(cell: string, to: number): string {
  return cell + " ".repeat(to - width(cell));
}

function width(cell: string): number {
  return runtime.width(cell.replace(ESCAPES, ""));
}

/** Nanoseconds for a person: 850 ns, 12 µs, 1.4 ms. */
export function duration(nanoseconds: number): string {
  if (nanoseconds < 1000) return `${nanoseconds} ns`;
  if (nanoseconds < 1_000_000) return `${rounded(nanoseconds / 1000)} µs`;
  return `${rounded(nanoseconds / 1_000_000)} ms`;
}

function rounded(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
