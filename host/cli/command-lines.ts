/**
 * A command as it is typed, in lines of a width where that can be: a shell joins a line that ends with a backslash to
 * the next one. It is broken before a pipe, an option or `>`, and never in quotes.
 */
export function commandLines(command: string, width: number): readonly string[] {
  if (command.length <= width) return [command];
  const unquoted = command.replace(/'[^']*'|"[^"]*"/g, (quoted) => "x".repeat(quoted.length));
  const places = [...unquoted.matchAll(/(?<=\S) (?=\| |--|>)/g)].map(({ index }) => index);
  const place = places.findLast((index) => index <= width - 2) ?? places[0];
  if (place === undefined) return [command];
  return [`${command.slice(0, place)} \\`, ...commandLines(`  ${command.slice(place + 1)}`, width)];
}
