import { Wrong } from "../wrong.ts";
import { refuseTag } from "./fstab.ts";
import type { Line, LineMount, Word } from "./lines.ts";

const HYPHEN = 0x2d;
const latin1 = new TextDecoder("latin1");

/**
 * One command as `ctr snapshots mounts` prints it: `mount -t TYPE SOURCE TARGET -o OPTIONS`. Nothing is quoted there,
 * so that nothing is unquoted here: a backslash belongs to the option's text.
 *
 * @throws Wrong `input.mount-type`, `input.mount-option`, `input.mount-operands`, `input.tag`.
 */
export function mountFromCommand(line: Line): LineMount {
  const values = new Map<string, Word[]>();
  const operands: Word[] = [];
  const words = line.words.slice(1);
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const name = latin1.decode(word.bytes);
    if (word.bytes[0] !== HYPHEN) operands.push(word);
    else if (name !== "-t" && name !== "-o")
      throw new Wrong("input.mount-option", { item: word.bytes }, line.where(word));
    // An empty list of options is printed as nothing after -o.
    else values.set(name, [...(values.get(name) ?? []), words.shift() ?? { bytes: new Uint8Array(), column: 1 }]);
  }
  const types = values.get("-t") ?? [];
  const type = types.at(-1);
  if (type === undefined || type.bytes.length === 0) throw new Wrong("input.mount-type", {}, line.where());
  const [source, place] = operands;
  if (!source || !place || operands.length > 2) {
    throw new Wrong("input.mount-operands", { needs: operands.length }, line.where(operands[2]));
  }
  refuseTag(source, line);
  const options = (values.get("-o") ?? []).map((word) => word.bytes).filter((bytes) => bytes.length > 0);
  return { type: type.bytes, source: source.bytes, place, options };
}
