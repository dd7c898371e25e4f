/** The little of an ELF file that says what a shared library asks for and gives. */

const SHT = { rela: 4, dynamic: 6, rel: 9, dynsym: 11 } as const;
const DT_NEEDED = 1;

export interface Library {
  readonly machine: number;
  /** Names that it gives. */
  readonly exported: readonly string[];
  /** Names that somebody else has to give. */
  readonly undefined: readonly string[];
  /** Number of libraries that have to be loaded with it. */
  readonly needed: number;
  readonly relocations: number;
}

/** Reads a 64-bit little-endian shared library. */
export function library(bytes: Uint8Array): Library {
  const file = Buffer.from(bytes);
  if (file.toString("latin1", 0, 6) !== "\x7fELF\x02\x01") throw new Error("no 64-bit ELF file");
  const number = (at: number) => Number(file.readBigUInt64LE(at));
  const table = number(40);
  const [size, count] = [file.readUInt16LE(58), file.readUInt16LE(60)];
  const sections = Array.from({ length: count }, (_, i) => {
    const at = table + i * size;
    return {
      type: file.readUInt32LE(at + 4),
      at: number(at + 24),
      size: number(at + 32),
      link: file.readUInt32LE(at + 40),
    };
  });
  const of = (type: number) => sections.filter((section) => section.type === type);
  const exported: string[] = [];
  const missing: string[] = [];
  for (const { at, size: bytesOfAll, link } of of(SHT.dynsym)) {
    const names = sections[link]?.at ?? 0;
    for (let symbol = at + 24; symbol < at + bytesOfAll; symbol += 24) {
      const start = names + file.readUInt32LE(symbol);
      const name = file.toString("latin1", start, file.indexOf(0, start));
      (file.readUInt16LE(symbol + 6) === 0 ? missing : exported).push(name);
    }
  }
  let needed = 0;
  for (const { at, size: bytesOfAll } of of(SHT.dynamic)) {
    for (let entry = at; entry < at + bytesOfAll; entry += 16) if (number(entry) === DT_NEEDED) needed++;
  }
  const relocations = [...of(SHT.rela), ...of(SHT.rel)].length;
  return { machine: file.readUInt16LE(18), exported: exported.sort(), undefined: missing, needed, relocations };
}
