/** Where the bytes of an inode lie, in its own image or in another one. */
import type { Superblock } from "./superblock.ts";

/** EROFS_INODE_FLAT_PLAIN, _FLAT_INLINE and _CHUNK_BASED; the others are compressed. */
const [PLAIN, INLINE, CHUNKED] = [0, 2, 4] as const;
/** EROFS_CHUNK_FORMAT_INDEXES. */
const INDEXES = 0x20;
const HOLE = 0xffffffff;

/** An image, and those that hold some of its data. */
export interface Images {
  readonly superblock: Superblock;
  readonly primary: Buffer;
  readonly others: readonly Buffer[];
}

/** An inode as far as its data is concerned. */
export interface Extent {
  readonly layout: number;
  readonly size: number;
  /** Block, or the format of chunks. */
  readonly word: number;
  /** Where the inode and its attributes end. */
  readonly end: number;
}

/** Bytes of a block of the image that has it; undefined: none that was given has. */
function blockOf({ superblock, primary, others }: Images, device: number, block: number, length: number) {
  let image = device === 0 ? primary : others[device - 1];
  let at = block;
  const uniting = superblock.slots.findIndex(({ uniaddr, blocks }) => {
    return device === 0 && uniaddr !== 0 && block >= uniaddr && block < uniaddr + blocks;
  });
  if (uniting >= 0) {
    image = others[uniting];
    at -= superblock.slots[uniting]?.uniaddr ?? 0;
  }
  const from = at * 2 ** superblock.blockBits;
  return image === undefined || from + length > image.length ? undefined : image.subarray(from, from + length);
}

function chunksOf(images: Images, { size, word, end }: Extent): Buffer | undefined {
  const { superblock, primary } = images;
  const chunk = 2 ** (superblock.blockBits + (word & 31));
  const isIndexed = (word & INDEXES) !== 0;
  const width = isIndexed ? 8 : 4;
  const first = Math.ceil(end / width) * width;
  const parts: Buffer[] = [];
  for (let at = 0; at < size; at += chunk) {
    const entry = first + width * (at / chunk);
    const length = Math.min(chunk, size - at);
    const block = primary.readUInt32LE(isIndexed ? entry + 4 : entry);
    const device = isIndexed ? primary.readUInt16LE(entry + 2) : 0;
    const part = block === HOLE ? Buffer.alloc(length) : blockOf(images, device, block, length);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The data of an inode; undefined: reading it would fail. */
export function dataOf(images: Images, extent: Extent): Buffer | undefined {
  const { layout, size, word, end } = extent;
  if (layout === CHUNKED) return chunksOf(images, extent);
  if (layout === PLAIN) return blockOf(images, 0, word, size);
  if (layout !== INLINE) throw new Error("compressed images are not simulated");
  const block = 2 ** images.superblock.blockBits;
  const tail = size % block;
  const whole = size === tail ? Buffer.alloc(0) : blockOf(images, 0, word, size - tail);
  return whole && Buffer.concat([whole, images.primary.subarray(end, end + tail)]);
}
