import { Bytes } from "../bytes/bytes.ts";
import { Capabilities, Features } from "../generated/types.ts";
import { AT_EMPTY_PATH, STATX_BASIC, STATX_MNT_ID } from "../kernel/flags.ts";
import { statx } from "../program/on-files.ts";
import { mountinfo } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { ID_LINE, ID_SEEN } from "../run/registers.ts";
import { has } from "../ways/budgets.ts";

const SPACE: i32 = 32;
const DASH: i32 = 45;

/** One line of mountinfo, proc_pid_mountinfo(5): `id parent major:minor root target flags… - type source options`. */
export class Line {
  id: i32 = 0;
  parent: i32 = 0;
  /** `major:minor` of the file system. */
  device: Bytes;
  /** Where it is mounted, escaped. */
  point: Bytes;
  fstype: Bytes;
  source: Bytes;
  options: Bytes;
  private text: Bytes;
  private at: i32 = 0;

  constructor(text: Bytes) {
    this.text = text;
    this.device = text.slice(0, 0);
    this.point = text.slice(0, 0);
    this.fstype = text.slice(0, 0);
    this.source = text.slice(0, 0);
    this.options = text.slice(0, 0);
    this.id = decimal(this.field());
    this.parent = decimal(this.field());
    this.device = this.field();
    this.field();
    this.point = this.field();
    this.field();
    let tag = this.field();
    while (this.at < text.length && !(tag.length == 1 && tag.byte(0) == DASH)) tag = this.field();
    this.fstype = this.field();
    this.source = this.field();
    this.options = text.slice(this.at, text.length);
  }

  private field(): Bytes {
    const from = this.at;
    let end = from;
    while (end < this.text.length && this.text.byte(end) != SPACE) end++;
    this.at = end < this.text.length ? end + 1 : end;
    return this.text.slice(from, end);
  }
}

function decimal(text: Bytes): i32 {
  let value = 0;
  for (let i = 0; i < text.length && i < 10; i++) {
    const digit = text.byte(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    // Ids have 31 bits; what has more wraps alike in both builds.
    value = (value * 10 + digit) | 0;
  }
  return value;
}

/**
 * Asks for the line of the mount that a register shows and ID_SEEN names, in `room` bytes at most; mountinfo knows it by
 * its old id only.
 */
export function lookAtLine(p: Program, why: i32, register: i32, room: i32, capabilities: Capabilities): i32 {
  let id = ID_SEEN;
  if (has(capabilities, Features.UNIQUE_MOUNT_ID)) {
    id = ID_LINE;
    const empty = p.word("");
    statx(p, why, ID_LINE, register, empty, AT_EMPTY_PATH, STATX_BASIC | STATX_MNT_ID);
  }
  return mountinfo(p, why, id, (room + 7) & ~7);
}
