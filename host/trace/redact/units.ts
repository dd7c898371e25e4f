// A text as its characters and how each is written: what is escaped is a name's character all the same.

/** A character, and how it is written where it stands. */
export interface Unit {
  readonly letter: string;
  readonly written: string;
}

export type Units = readonly Unit[];

/** Every character stands for itself. */
export function plain(text: string): Units {
  return Array.from(text, (letter) => ({ letter, written: letter }));
}

/** As in mountinfo: a backslash and three octal digits are one byte. */
export function octal(text: string): Units {
  return Array.from(text.matchAll(/\\([0-3][0-7]{2})|[\s\S]/gu), ([written, digits]) => {
    const byte = Number.parseInt(digits ?? "", 8);
    return {
      letter: digits === undefined ? written : String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte),
      written,
    };
  });
}

/** As in option words: a backslash makes what follows it literal. */
export function unescaped(units: Units): Units {
  const read: Unit[] = [];
  for (let i = 0; i < units.length; i++) {
    const unit = units[i] as Unit;
    const after = unit.letter === "\\" ? units[++i] : undefined;
    read.push(after ? { letter: after.letter, written: unit.written + after.written } : unit);
  }
  return read;
}

/** How they are written. */
export function written(units: Units): string {
  return units.map((unit) => unit.written).join("");
}

/** What they stand for. */
export function lettersOf(units: Units): string {
  return units.map(({ letter }) => letter).join("");
}

/** The same, with other letters in the place of theirs. */
export function withLetters(units: Units, text: string): Units {
  const letters = [...text];
  return units.map((unit, i) => {
    const letter = letters[i] ?? unit.letter;
    const before = unit.written.endsWith(unit.letter) ? unit.written.slice(0, -unit.letter.length) : undefined;
    return before === undefined ? unit : { letter, written: before + letter };
  });
}

/** Changes what stands between separators, which stay. */
export function between(units: Units, isSeparator: (unit: Unit) => boolean, change: (part: Units) => Units): Units {
  const changed: Unit[] = [];
  let from = 0;
  for (let i = 0; i <= units.length; i++) {
    const unit = units[i];
    if (unit && !isSeparator(unit)) continue;
    for (const other of change(units.slice(from, i))) changed.push(other);
    if (unit) changed.push(unit);
    from = i + 1;
  }
  return changed;
}
