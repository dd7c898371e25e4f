/** What an effect told besides its result, without what no two kernels have in common: ids, inodes, devices. */

/** STATX_ATTR_MOUNT_ROOT. */
const MOUNT_ROOT = 0x2000;
const STRINGS = 512;

function statmountText(bytes: Buffer): string {
  if (bytes.length < STRINGS) return "";
  const mask = bytes.readUInt32LE(8);
  const text = (field: number) => {
    const from = STRINGS + bytes.readUInt32LE(field);
    return bytes.toString("latin1", from, bytes.indexOf(0, from));
  };
  const numbers = [32, 64, 72].map((field) => bytes.readUInt32LE(field).toString(16));
  const type = (mask & 0x20) === 0 ? "" : text(36);
  const count = (mask & 0x400) === 0 ? 0 : bytes.readUInt32LE(128);
  return [mask.toString(16), ...numbers, type, String(count)].join(" ");
}

/** `id parent major:minor root …`; groups of peers are numbered by each kernel as it likes. */
function lineText(line: string): string {
  const [, , , ...rest] = line.split(" ");
  return rest.join(" ").replace(/(shared|master):\d+/g, "$1");
}

/** As text that two kernels must have in common. */
export function toldBy(op: string, bytes: Buffer): string {
  if (op === "statx") return `${bytes.readUInt32LE(0).toString(8)} ${bytes.readUInt32LE(4) & MOUNT_ROOT}`;
  if (op === "fstatfs") return `${bytes.readBigUInt64LE(0).toString(16)} ${bytes.readBigUInt64LE(8).toString(16)}`;
  if (op === "statmount") return statmountText(bytes);
  if (op === "mountinfo") return lineText(bytes.toString("latin1"));
  return op === "fdpath" || op === "readlink" || op === "read" ? bytes.toString("latin1") : "";
}
