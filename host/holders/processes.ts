// Which processes use one of some mounts: what their links in /proc lead to is told by mount id, whatever it is called.

import { asked, bytesOfFile, byteText, FILE, type Looking, namesIn, namesOf } from "../linux/asked.ts";
import { AT_STATX_DONT_SYNC, EACCES, ENOENT, EPERM, ESRCH, O_DIRECTORY, STATX_MNT_ID } from "../linux/numbers.ts";
import { CWD, type Place } from "../linux/program.ts";
import type { Holder, HoldsBy } from "../types.ts";

/** A process, as far as one look tells. */
export interface Process {
  readonly pid: number;
  /** Inode of its mount namespace; 0: it may not be looked into. */
  readonly namespace: bigint;
  readonly isSeen: boolean;
}

/** Something that a process uses. */
export interface Use {
  readonly by: Exclude<HoldsBy, "mount">;
  readonly link: string;
  readonly fd?: number;
}

/** Of one program: while it is carried out the caller's thread is free, in between it is not. */
const PROCESSES = 64;
const LINKS = 512;
/** Most processes have fewer descriptors and mappings than this has room for; of the others all is read again. */
const NAMES_BYTES = 2048;
const MAPS_BYTES = 4096;
const MAPS_READS = 3;
const PATH_BYTES = 4096;
const COMMAND_BYTES = 64;

const utf8 = new TextDecoder();

/** Every process that this one sees, with its mount namespace. */
export async function processes(session: Looking): Promise<Process[]> {
  const pids = (await namesOf(session, "/proc")).filter((name) => /^\d+$/.test(name));
  const found: Process[] = [];
  for (const batch of batches(pids, PROCESSES * 4)) {
    const [observation, places] = await asked(session, (builder) =>
      batch.map((pid) => builder.statx(CWD, `/proc/${pid}/ns/mnt`, AT_STATX_DONT_SYNC, STATX_MNT_ID, true)),
    );
    for (const [i, pid] of batch.entries()) {
      const place = places[i] as Place;
      const result = observation.result(place.index);
      // Gone meanwhile, or a zombie.
      if (result === -ENOENT || result === -ESRCH) continue;
      const isSeen = result === 0;
      found.push({ pid: Number(pid), namespace: isSeen ? observation.stat(place).ino : 0n, isSeen });
    }
  }
  return found.sort((a, b) => a.pid - b.pid);
}

/** What is looked for: mounts by id, and where they are, one character a byte. */
export interface Wanted {
  readonly ids: ReadonlySet<bigint>;
  readonly points: readonly string[];
}

/** Which of these processes use one of these mounts, and by what. `own`: the mount namespace of this process. */
export async function usersOf(
  session: Looking,
  all: readonly Process[],
  wanted: Wanted,
  own: bigint,
): Promise<Holder[]> {
  const holders: Holder[] = [];
  const seen = all.filter(({ isSeen }) => isSeen);
  for (const batch of batches(seen, PROCESSES)) {
    const uses = await linksOf(session, batch, wanted.points);
    for (const some of batches(uses, LINKS)) holders.push(...(await matching(session, some, wanted.ids, own)));
  }
  return holders;
}

interface Link extends Use {
  readonly process: Process;
  /** Of a mapping: its file as maps tells it, one character a byte. */
  readonly path?: string;
}

/** Everything by which a process could use a mount. */
async function linksOf(session: Looking, batch: readonly Process[], points: readonly string[]): Promise<Link[]> {
  const [observation, places] = await asked(session, (builder) =>
    batch.map(({ pid }) => {
      builder.open(FILE, CWD, `/proc/${pid}/fd`, O_DIRECTORY, 0, true);
      const files = builder.getdents(FILE, NAMES_BYTES, true);
      builder.close(FILE, true);
      builder.open(FILE, CWD, `/proc/${pid}/maps`, 0, 0, true);
      const maps = Array.from({ length: MAPS_READS }, () => builder.read(FILE, MAPS_BYTES, true));
      builder.close(FILE, true);
      return { files, maps };
    }),
  );
  const links: Link[] = [];
  for (const [i, process] of batch.entries()) {
    const { files, maps } = places[i] as { files: Place; maps: Place[] };
    const directory = `/proc/${process.pid}`;
    links.push({ process, by: "cwd", link: `${directory}/cwd` }, { process, by: "root", link: `${directory}/root` });
    for (const name of await whole(session, `${directory}/fd`, observation.bytes(files), NAMES_BYTES)) {
      links.push({ process, by: "file", link: `${directory}/fd/${name}`, fd: Number(name) });
    }
    const read = maps.map((place) => observation.bytes(place));
    for (const { range, path } of await mappingsIn(session, `${directory}/maps`, read, points)) {
      links.push({ process, by: "mapping", link: `${directory}/map_files/${range}`, path });
    }
  }
  return links;
}

/** What a process has mapped beneath one of these: each file once, by one of its ranges (proc_pid_maps(5)). */
async function mappingsIn(
  session: Looking,
  file: string,
  read: readonly Uint8Array[],
  points: readonly string[],
): Promise<{ readonly range: string; readonly path: string }[]> {
  const isWhole = read.at(-1)?.length === 0;
  const parts = isWhole ? read : [(await bytesOfFile(session, file)) ?? new Uint8Array()];
  const text = parts.map((part) => byteText(part)).join("");
  const wanted = points.map((point) => ` ${point === "/" ? "" : point.replaceAll("\n", "\\012")}/`);
  const found = new Map<string, string>();
  for (const start of wanted) {
    for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
      const line = text.lastIndexOf("\n", at) + 1;
      const end = text.indexOf("\n", at);
      const path = text.slice(at + 1, end < 0 ? undefined : end);
      // Directories of map_files have no zeros in front.
      const [from = "", to = ""] = text.slice(line, text.indexOf(" ", line)).split("-");
      if (!found.has(path)) found.set(path, `${unpadded(from)}-${unpadded(to)}`);
    }
  }
  return [...found].map(([path, range]) => ({ range, path }));
}

function unpadded(address: string): string {
  return address.replace(/^0+(?=.)/, "");
}

/** The names that were read, or all of them where there was too little room. */
async function whole(session: Looking, directory: string, read: Uint8Array, room: number): Promise<string[]> {
  return read.length + 64 < room ? namesIn(read) : namesOf(session, directory);
}

/** Those of the links that lead to one of the mounts. */
async function matching(
  session: Looking,
  links: readonly Link[],
  mounts: ReadonlySet<bigint>,
  own: bigint,
): Promise<Holder[]> {
  const [observation, places] = await asked(session, (builder) =>
    // What a file system that does not answer would be asked for is not wanted.
    links.map(({ link }) => builder.statx(CWD, link, AT_STATX_DONT_SYNC, STATX_MNT_ID, true)),
  );
  const found = links.filter((_, i) => {
    const place = places[i] as Place;
    const result = observation.result(place.index);
    // Links of mappings are for root alone; for others the path must do.
    if (links[i]?.path !== undefined && (result === -EPERM || result === -EACCES)) return true;
    return result === 0 && mounts.has(observation.stat(place).mountId);
  });
  return found.length === 0 ? [] : described(session, found, own);
}

async function described(session: Looking, links: readonly Link[], own: bigint): Promise<Holder[]> {
  const [observation, places] = await asked(session, (builder) =>
    links.map(({ process, link }) => {
      const path = builder.readlink(CWD, link, PATH_BYTES, true);
      builder.open(FILE, CWD, `/proc/${process.pid}/comm`, 0, 0, true);
      const command = builder.read(FILE, COMMAND_BYTES, true);
      builder.close(FILE, true);
      return { path, command };
    }),
  );
  const holders: Holder[] = [];
  for (const [i, { process, by, fd, path: mapped = "" }] of links.entries()) {
    const place = places[i] as { path: Place; command: Place };
    const read = observation.bytes(place.path).slice();
    const path = read.length > 0 ? read : Uint8Array.from(mapped, (letter) => letter.charCodeAt(0));
    const command = utf8.decode(observation.bytes(place.command)).replace(/\n$/, "");
    const { pid, namespace } = process;
    const elsewhere = namespace === own ? {} : { namespace };
    holders.push({ by, pid, command, path, ...(fd !== undefined && { fd }), ...elsewhere });
  }
  return holders;
}

function batches<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size));
  return parts;
}
