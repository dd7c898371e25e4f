import { Wrong } from "../wrong.ts";
import type { Line, LineMount, Word } from "./lines.ts";

const FIELDS_LEAST = 4;
const FIELDS_MOST = 6;
const BACKSLASH = 0x5c;
const TAG = /^(?:LABEL|UUID|PARTLABEL|PARTUUID|ID)=/;
const latin1 = new TextDecoder("latin1");

/**
 * One line of fstab(5): source, target, type, options, and two numbers that are checked and not used. Octal escapes
 * stand for their bytes.
 *
 * @throws Wrong `input.fstab-fields`, `input.fstab-number`, `input.fstab-escape`, `input.tag`, `input.nul`.
 */
export function mountFromFstab(line: Line): LineMount {
  const { words } = line;
  const [source, place, type, options] = words;
  if (!source || !place || !type || !options || words.length > FIELDS_MOST) {
    const where = line.where(words[Math.min(words.length - 1, FIELDS_MOST)]);
    throw new Wrong("input.fstab-fields", { needs: words.length }, where);
  }
  words.slice(FIELDS_LEAST).forEach((word, i) => {
    if (/^\d+$/.test(latin1.decode(word.bytes))) return;
    throw new Wrong("input.fstab-number", { needs: FIELDS_LEAST + 1 + i, item: word.bytes }, line.where(word));
  });
  refuseTag(source, line);
  return {
    source: unescapedField(source, line),
    place: { bytes: unescapedField(place, line), column: place.column },
    type: unescapedField(type, line),
    options: [unescapedField(options, line)],
  };
}

/** Tags are resolved by udev and libblkid, in user space: the kernel would look for a file of that name. */
export function refuseTag(source: Word, line: Line): void {
  if (TAG.test(latin1.decode(source.bytes))) throw new Wrong("input.tag", { item: source.bytes }, line.where(source));
}

/** The field with `\ooo` replaced; any other backslash stands for itself, as in getmntent(3). */
function unescapedField(word: Word, line: Line): Uint8Array {
  const { bytes } = word;
  if (!bytes.includes(BACKSLASH)) return bytes;
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i] as number;
    const octal = latin1.decode(bytes.subarray(i, i + 4));
    if (/^\\[0-7]{3}$/.test(octal)) {
      byte = Number.parseInt(octal.slice(1), 8);
      const where = { ...line.where(word), column: word.column + i };
      if (byte === 0) throw new Wrong("input.nul", { item: octal }, where);
      if (byte > 255) throw new Wrong("input.fstab-escape", { item: octal }, where);
      i += 3;
    }
    out[length++] = byte;
  }
  return out.subarray(0, length);
}
