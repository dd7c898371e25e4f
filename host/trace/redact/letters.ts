// Other letters for names, so that they still compare as they did: by length, order, equality and common beginning.

/** Letters of one kind that take the same bytes in UTF-8, ASCII first: each is replaced by one of its own kind. */
const KINDS: readonly (readonly [first: number, last: number])[] = [
  ["0", "9"],
  ["A", "Z"],
  ["a", "z"],
  ["\u{c0}", "\u{7ff}"],
  ["\u{900}", "\u{1fff}"],
  ["\u{3041}", "\u{d7ff}"],
  ["\u{10000}", "\u{10ffff}"],
].map(([first = "", last = ""]) => [codeOf(first), codeOf(last)]);
const LETTER = /^[\p{L}\p{M}\p{N}]$/u;
const LOOSE = /^[\udc80-\udcff]$/u;
const ASCII = 0x80;

/** What may follow one beginning of names. */
interface Node {
  readonly next: Map<string, Node>;
  /** A name ends here. */
  ends: boolean;
  /** On the way to a name that stays. */
  kept: boolean;
  letters?: ReadonlyMap<string, string>;
}

/** Names, letter by letter as a tree: after each beginning the letters that occur become the first of their kind. */
export class Letters {
  readonly #root: Node = node();

  /**
   * @param names All that will be asked for, and those that merely have to differ from them.
   * @param isKept Whether a name means something and stays.
   */
  constructor(names: Iterable<string>, isKept: (name: string) => boolean) {
    for (const name of names) this.#add(name, isKept(name));
  }

  #add(name: string, kept: boolean): void {
    let at = this.#root;
    for (const letter of name) {
      const after = at.next.get(letter) ?? node();
      at.next.set(letter, after);
      after.kept ||= kept;
      at = after;
    }
    at.ends = true;
  }

  /** The name in other letters. */
  name(name: string): string {
    let at: Node | undefined = this.#root;
    let text = "";
    for (const letter of name) {
      text += (at && lettersAfter(at).get(letter)) ?? letter;
      at = at?.next.get(letter);
    }
    return text;
  }

  /** A text in which names stand between other words: the longest is taken, and only whole ones. */
  sentence(text: string): string {
    const letters = [...text];
    let said = "";
    for (let at = 0; at < letters.length; ) {
      const length = isWithin(letters, at) ? 0 : this.#longest(letters, at);
      said += length > 0 ? this.name(letters.slice(at, at + length).join("")) : letters[at];
      at += Math.max(length, 1);
    }
    return said;
  }

  /** Letters of the longest name that stands there as a whole. */
  #longest(letters: readonly string[], from: number): number {
    let length = 0;
    let at = this.#root.next.get(letters[from] ?? "");
    for (let i = from + 1; at !== undefined; i++) {
      if (at.ends && !isWithin(letters, i)) length = i - from;
      at = at.next.get(letters[i] ?? "");
    }
    return length;
  }
}

function node(): Node {
  return { next: new Map(), ends: false, kept: false };
}

function codeOf(letter: string): number {
  return letter.codePointAt(0) as number;
}

/** Whether a place is between two letters, and not at the beginning or the end of a word. */
function isWithin(letters: readonly string[], at: number): boolean {
  return LETTER.test(letters[at - 1] ?? "") && LETTER.test(letters[at] ?? "");
}

function lettersAfter(at: Node): ReadonlyMap<string, string> {
  at.letters ??= chosen(at.next);
  return at.letters;
}

/** None comes to lie above the one that it replaces, so that those that stay are never reached. */
function chosen(next: ReadonlyMap<string, Node>): ReadonlyMap<string, string> {
  const letters = [...next.keys()].sort((a, b) => codeOf(a) - codeOf(b));
  // Beside a byte that is no UTF-8, longer characters keep theirs: the order of the two is one of bytes.
  const loose = letters.some((letter) => LOOSE.test(letter));
  let last = -1;
  const pairs = letters.map((letter): [string, string] => {
    const code = codeOf(letter);
    const kind = KINDS.find(([from, to]) => code >= from && code <= to);
    const stays = !kind || !LETTER.test(letter) || next.get(letter)?.kept || (loose && code >= ASCII);
    last = stays ? code : Math.max(kind[0], last + 1);
    return [letter, String.fromCodePoint(last)];
  });
  return new Map(pairs);
}
