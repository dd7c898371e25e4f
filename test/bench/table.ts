/** Rows of text under a heading, each column as wide as its widest cell; the first is aligned left, the rest right. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const lines = all.map((row) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? "";
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
  const [first = "", ...others] = lines;
  return [first, "─".repeat(Math.max(...lines.map((line) => line.length))), ...others].join("\n");
}
