/** The superblock of an image: erofs_fs.h, and kernel.md section 7.2. */
import { EROFS_MAGIC } from "../numbers.ts";

const SUPERBLOCK = 1024;
const BYTES = 128;
const SLOT = 128;
/** EROFS_FEATURE_COMPAT_SB_CHKSUM. */
export const CHECKED = 1;
const POLYNOMIAL = 0x82f63b78;

/** Another image that holds some of the data. */
export interface Slot {
  readonly blocks: number;
  /** Its first block, where addresses go on from one image to the next; 0: they do not. */
  readonly uniaddr: number;
}

/** What the superblock says. */
export interface Superblock {
  readonly blockBits: number;
  readonly rootNid: number;
  readonly metaBlock: number;
  readonly xattrBlock: number;
  /** Seconds, and the nanoseconds behind them, of inodes that have no time of their own. */
  readonly buildTime: readonly [seconds: number, nanoseconds: number];
  readonly slots: readonly Slot[];
}

/** crc32c as the kernel has it: not inverted at the end. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) === 1 ? POLYNOMIAL : 0);
  }
  return crc >>> 0;
}

/** The sum of the block that the superblock stands in, from it on and without the field of the sum. */
export function checksum(image: Buffer): number {
  const size = 1 << image.readUInt8(SUPERBLOCK + 12);
  const end = size > SUPERBLOCK ? size : SUPERBLOCK + size;
  const block = Buffer.from(image.subarray(SUPERBLOCK, end));
  block.writeUInt32LE(0, 4);
  return crc32c(block);
}

/** What an image begins with; `none`: it is no image; `damaged`: its sum is another one. */
export function superblockOf(image: Buffer): Superblock | "none" | "damaged" {
  if (image.length < SUPERBLOCK + BYTES) return "none";
  const sb = image.subarray(SUPERBLOCK);
  if (sb.readUInt32LE(0) !== EROFS_MAGIC) return "none";
  if ((sb.readUInt32LE(8) & CHECKED) !== 0 && checksum(image) !== sb.readUInt32LE(4)) return "damaged";
  const first = sb.readUInt16LE(88) * SLOT;
  const slots = Array.from({ length: sb.readUInt16LE(86) }, (_, i): Slot => {
    const slot = image.subarray(first + i * SLOT);
    return { blocks: slot.readUInt32LE(64), uniaddr: slot.readUInt32LE(68) };
  });
  return {
    blockBits: sb.readUInt8(12),
    rootNid: sb.readUInt16LE(14),
    metaBlock: sb.readUInt32LE(40),
    xattrBlock: sb.readUInt32LE(44),
    buildTime: [Number(sb.readBigUInt64LE(24)), sb.readUInt32LE(32)],
    slots,
  };
}
