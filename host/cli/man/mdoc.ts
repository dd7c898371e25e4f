// mdoc(7), as both groff and mandoc read it. Text comes on lines of its own, a sentence on each.

const WIDTH = 78;

/** Text in which nothing is a macro, an escape or a character outside of ASCII. */
export function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("\u2026", "...")
    .replace(
      /[^\n -~]/gu,
      (letter) => `\\[u${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
    );
}

/** A paragraph: every sentence begins a line, so that a formatter can tell where they end. */
export function prose(text: string): string[] {
  return text.split(/(?<=[.:;]) (?=[A-Z])/).flatMap((sentence) => wrapped(escaped(sentence)).map(shielded));
}

/** One argument of a macro. */
export function word(text: string): string {
  const safe = escaped(text).replaceAll("-", "\\-").replaceAll('"', "\\(dq");
  // What could be read as a macro of its own, or as punctuation.
  const shield = /^(?:[A-Z][a-z]|[A-Z][a-z][a-z]|[.,:;()[\]?!|])$/.test(safe) ? "\\&" : "";
  return /\s/.test(safe) || safe === "" ? `"${shield}${safe}"` : shield + safe;
}

/** A command as it is typed, on a line that is not filled. */
export function literal(line: string): string {
  return shielded(escaped(line).replaceAll("-", "\\-").replaceAll("'", "\\(aq").replaceAll("`", "\\(ga"));
}

/** A line of text must not begin as a request does. */
function shielded(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const one of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + one.length <= WIDTH) lines[lines.length - 1] = `${last} ${one}`;
    else lines.push(one);
  }
  return lines;
}
