import { Bytes } from "../bytes/bytes.ts";
import { RULE_VERIFY_LAYER_COUNT, RULE_VERIFY_OPTIONS } from "../generated/rules.ts";
import { common, find8, get8 } from "../memory/memory.ts";
import { Named } from "../names/named.ts";
import { Overlay } from "../overlay/overlay.ts";
import { Refusal } from "../refusal/refusal.ts";
import { MountProgram } from "../run/mount-program.ts";
import { Form, formOf, upperForm } from "../ways/context.ts";
import { unescaped } from "../words/escape.ts";
import { directoriesOf } from "./options.ts";

const COMMA: i32 = 44;

/**
 * Whether the kernel's own list of layers, upperdir and workdir is the one that was written: the same names in the
 * same order, none cut, none added. `count` options are in the array; -1: all of it.
 */
export function sameDirectories(m: MountProgram, overlay: Overlay, options: Bytes, count: i32, refusal: Refusal): bool {
  const seen = directoriesOf(firstOptions(options, count));
  if (m.optionLength > 0) {
    const written = new Bytes(m.program.at + m.optionText, m.directoriesLength);
    return sameText(written, seen, refusal);
  }
  return sameValues(m, overlay, seen, refusal);
}

function firstOptions(options: Bytes, count: i32): Bytes {
  let end = 0;
  for (let i = 0; i < count && end < options.length; i++) {
    const size = find8(options.at + end, options.length - end, 0);
    end = size < 0 ? options.length : end + size + 1;
  }
  return count < 0 ? options : options.slice(0, end);
}

/**
 * Option text against the array, of the same length but for the last NUL: the same bytes, but a NUL where an option
 * ends.
 */
export function sameUpToEnds(written: Bytes, seen: Bytes): bool {
  return seen.length == written.length + 1 && partedAt(written, seen) == written.length;
}

function partedAt(written: Bytes, seen: Bytes): i32 {
  const limit = written.length < seen.length ? written.length : seen.length;
  let i = 0;
  while (i < limit) {
    i += common(written.at + i, seen.at + i, limit - i);
    if (i == limit || get8(written.at + i) != COMMA || get8(seen.at + i) != 0) break;
    i++;
  }
  return i;
}

function sameText(written: Bytes, seen: Bytes, refusal: Refusal): bool {
  if (sameUpToEnds(written, seen)) return true;
  const i = partedAt(written, seen);
  refusal.other = around(written, i);
  refusal.needs = written.length;
  refusal.budget = seen.length > 0 ? seen.length - 1 : 0;
  return refusal.refuse(RULE_VERIFY_OPTIONS, around(seen, i));
}

/** A few bytes from where two texts part. */
function around(text: Bytes, at: i32): Bytes {
  const from = at > 32 ? at - 32 : 0;
  const to = from + 96 < text.length ? from + 96 : text.length;
  return text.slice(from < text.length ? from : text.length, to);
}

function sameValues(m: MountProgram, overlay: Overlay, seen: Bytes, refusal: Refusal): bool {
  const choice = m.plan.choice;
  if (choice === null) return false;
  const layers = overlay.naming.layers;
  const firstData = layers.length - overlay.dataOnly;
  let at = 0;
  for (let i = 0; i < layers.length; i++) {
    const option = optionAt(seen, at);
    at += option.length + 1;
    refusal.layer = i;
    const key = i < firstData ? "lowerdir+=" : "datadir+=";
    if (!option.startsWith(key)) return refusal.over(RULE_VERIFY_LAYER_COUNT, option, layers.length, i);
    const form = formOf(layers[i], choice.way, choice.cwd, choice.valueMax);
    // By descriptor the kernel prints where the path leads; there the identity of what was opened is the proof.
    if (form == Form.DESCRIPTOR) continue;
    const written = form == Form.NAME ? layers[i].name : layers[i].full;
    const value = option.slice(key.length, option.length);
    if (!value.equals(written)) return differs(refusal, value, written);
  }
  refusal.layer = -1;
  const upper = overlay.naming.upper;
  const work = overlay.naming.work;
  if (upper !== null) {
    const option = optionAt(seen, at);
    at += option.length + 1;
    if (!sameUpper(m, upper, "upperdir=", option, refusal)) return false;
  }
  if (work !== null) {
    const option = optionAt(seen, at);
    at += option.length + 1;
    if (!sameUpper(m, work, "workdir=", option, refusal)) return false;
  }
  const rest = optionAt(seen, at);
  return rest.length == 0 || refusal.over(RULE_VERIFY_LAYER_COUNT, rest, layers.length, layers.length + 1);
}

function optionAt(options: Bytes, at: i32): Bytes {
  if (at >= options.length) return options.slice(options.length, options.length);
  const size = find8(options.at + at, options.length - at, 0);
  return options.slice(at, size < 0 ? options.length : at + size);
}

function sameUpper(m: MountProgram, named: Named, key: string, option: Bytes, refusal: Refusal): bool {
  if (!option.startsWith(key)) return refusal.refuse(RULE_VERIFY_OPTIONS, option);
  const choice = m.plan.choice;
  if (choice === null) return false;
  const form = upperForm(named, choice.way, choice.cwd, choice.valueMax, choice.upperByDescriptor);
  // By descriptor the kernel prints where the path leads.
  if (form == Form.DESCRIPTOR) return true;
  const written = form == Form.NAME ? named.name : named.full;
  const value = unescaped(option.slice(key.length, option.length));
  return value.equals(written) || differs(refusal, value, written);
}

function differs(refusal: Refusal, seen: Bytes, written: Bytes): bool {
  refusal.other = written;
  return refusal.refuse(RULE_VERIFY_OPTIONS, seen);
}
