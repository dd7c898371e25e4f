// A whole map: its ranges against each other, and its text as the kernel takes it.

import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_IDMAP_LONG,
  RULE_IDMAP_MANY,
  RULE_IDMAP_OVERLAP_CONTAINER,
  RULE_IDMAP_OVERLAP_HOST,
} from "../generated/rules.ts";
import { IdRangeList } from "../generated/types.ts";
import { find8, put8, reserve } from "../memory/memory.ts";
import { Refusal } from "../refusal/refusal.ts";
import { below, putUnsigned } from "./numbers.ts";
import { Range, readRange, typedRange } from "./range.ts";

const COMMA: i32 = 44;
const SPACE: i32 = 32;
const NEWLINE: i32 = 10;
/** UID_GID_MAP_MAX_EXTENTS of the kernel. */
const RANGES_MAX: i32 = 340;
/** The kernel takes less than a page in its one write. */
const TEXT_MAX: i32 = 4095;
/** Three numbers of ten digits, two spaces and a newline. */
const LINE_MOST: i32 = 33;
/** What the kernel shows for an id that is not in a map: /proc/sys/kernel/overflowuid as every system has it. */
const OVERFLOW_ID: i32 = 65534;

/** Which ids of the disk are seen as which. */
export class IdMap {
  /** By container id. */
  ranges: Range[] = [];
  /** As uid_map and gid_map take it: the same for every order in which it was written. */
  text: Bytes = new Bytes(0, 0);

  /** Adds one more range. False: refused. */
  add(range: Range | null, refusal: Refusal): bool {
    if (range === null) return false;
    const ranges = this.ranges;
    for (let i = 0; i < ranges.length; i++) {
      if (ranges[i].sharesContainer(range)) return accuse(RULE_IDMAP_OVERLAP_CONTAINER, ranges[i], range, refusal);
      if (ranges[i].sharesHost(range)) return accuse(RULE_IDMAP_OVERLAP_HOST, ranges[i], range, refusal);
    }
    if (ranges.length == RANGES_MAX) return refusal.over(RULE_IDMAP_MANY, range.text, RANGES_MAX + 1, RANGES_MAX);
    let at = ranges.length;
    ranges.push(range);
    while (at > 0 && below(range.container, ranges[at - 1].container)) {
      ranges[at] = ranges[at - 1];
      at--;
    }
    ranges[at] = range;
    return true;
  }

  /** After the last range: makes the text. False: refused. */
  finish(refusal: Refusal): bool {
    const at = reserve(this.ranges.length * LINE_MOST);
    let length = 0;
    for (let i = 0; i < this.ranges.length; i++) {
      const range = this.ranges[i];
      length += putUnsigned(at + length, range.container);
      put8(at + length++, SPACE);
      length += putUnsigned(at + length, range.host);
      put8(at + length++, SPACE);
      length += putUnsigned(at + length, range.size);
      put8(at + length++, NEWLINE);
      if (length <= TEXT_MAX || refusal.rule >= 0) continue;
      refusal.refuse(RULE_IDMAP_LONG, range.text);
    }
    refusal.needs = length;
    refusal.budget = TEXT_MAX;
    this.text = new Bytes(at, length);
    return refusal.rule < 0;
  }

  /** The host id of root of the container, or of the first id that it has. */
  root(): i32 {
    return this.ranges[0].host;
  }

  /** Whether this id of the disk is somebody in the container. */
  knows(host: i32): bool {
    for (let i = 0; i < this.ranges.length; i++) {
      if (this.ranges[i].holdsHost(host)) return true;
    }
    return false;
  }

  /** As whom an id of the disk is seen. */
  seen(id: i32): i32 {
    for (let i = 0; i < this.ranges.length; i++) {
      const range = this.ranges[i];
      if (range.holdsContainer(id)) return (range.host + (id - range.container)) | 0;
    }
    return OVERFLOW_ID;
  }
}

/** The value of `uidmap=`: ranges with commas between; null: refused. */
export function readMap(value: Bytes, refusal: Refusal): IdMap | null {
  const map = new IdMap();
  let from = 0;
  while (true) {
    const comma = find8(value.at + from, value.length - from, COMMA);
    const to = comma < 0 ? value.length : from + comma;
    if (!map.add(readRange(value.slice(from, to), refusal), refusal)) return null;
    if (comma < 0) break;
    from = to + 1;
  }
  return map.finish(refusal) ? map : null;
}

/** A typed map; null: refused. */
export function typedMap(list: IdRangeList, refusal: Refusal): IdMap | null {
  const map = new IdMap();
  for (let i = 0; i < list.length; i++) {
    if (!map.add(typedRange(list.get(i), refusal), refusal)) return null;
  }
  return map.finish(refusal) ? map : null;
}

function accuse(rule: i32, earlier: Range, later: Range, refusal: Refusal): bool {
  refusal.other = earlier.text;
  return refusal.refuse(rule, later.text);
}
