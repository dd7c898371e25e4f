/** A small image: a directory with one file, and as many other images as its superblock names. */
import { EROFS_MAGIC, S_IFDIR, S_IFREG } from "../numbers.ts";
import { CHECKED, checksum } from "./superblock.ts";

const BLOCK = 4096;
const SUPERBLOCK = 1024;
/** Behind the superblock come the slots of other images, and then the inodes. */
const [SLOTS, ROOT, FILE] = [1152, 3072, 3584] as const;
const INLINE = 2 << 1;
const CONTENT = "seen\n";

function inode(image: Buffer, at: number, mode: number, data: Buffer): void {
  image.writeUInt16LE(INLINE, at);
  image.writeUInt16LE(mode, at + 4);
  image.writeUInt16LE(1, at + 6);
  image.writeUInt32LE(data.length, at + 8);
  image.writeUInt32LE(at / 32, at + 20);
  data.copy(image, at + 32);
}

function dirents(entries: readonly (readonly [name: string, at: number, type: number])[]): Buffer {
  const heads = Buffer.alloc(12 * entries.length);
  let names = "";
  entries.forEach(([name, at, type], i) => {
    heads.writeBigUInt64LE(BigInt(at / 32), 12 * i);
    heads.writeUInt16LE(heads.length + names.length, 12 * i + 8);
    heads.writeUInt8(type, 12 * i + 10);
    names += name;
  });
  return Buffer.concat([heads, Buffer.from(names)]);
}

/** One block. `wrong`: another sum than it has, or the mark of nothing. */
export function smallImage(devices = 0, wrong?: "sum" | "mark"): Buffer {
  const image = Buffer.alloc(BLOCK);
  const sb = image.subarray(SUPERBLOCK);
  sb.writeUInt32LE(wrong === "mark" ? 1 : EROFS_MAGIC, 0);
  sb.writeUInt32LE(CHECKED, 8);
  sb.writeUInt8(12, 12);
  sb.writeUInt16LE(ROOT / 32, 14);
  sb.writeBigUInt64LE(2n, 16);
  sb.writeUInt32LE(1, 36);
  sb.writeUInt32LE(devices === 0 ? 0 : 8, 80);
  sb.writeUInt16LE(devices, 86);
  sb.writeUInt16LE(SLOTS / 128, 88);
  for (let i = 0; i < devices; i++) image.writeUInt32LE(1, SLOTS + 128 * i + 64);
  const names = [".", "..", "file"].map(
    (name) => [name, name === "file" ? FILE : ROOT, name === "file" ? 1 : 2] as const,
  );
  inode(image, ROOT, S_IFDIR | 0o755, dirents(names));
  inode(image, FILE, S_IFREG | 0o644, Buffer.from(CONTENT));
  sb.writeUInt32LE((checksum(image) ^ (wrong === "sum" ? 1 : 0)) >>> 0, 4);
  return image;
}
