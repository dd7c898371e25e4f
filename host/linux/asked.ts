// Programs of the host's own, carried out by whoever is given: mostly a session's thread, which holds up nobody.
import { joined } from "../bytes.ts";
import { observationBytes } from "./finished.ts";
import { O_DIRECTORY } from "./numbers.ts";
import { Observation } from "./observation.ts";
import { CWD, type Place, ProgramBuilder } from "./program.ts";
import { Session } from "./session.ts";

/** Carries programs out: a session, a process in another mount namespace, or whatever a state directory is kept by. */
export interface Looking {
  run(program: Uint8Array, observationBytes: number): Uint8Array | Promise<Uint8Array>;
}

/** High, so that a planner's programs on the same session never meet it. */
export const FILE = 254;

const ENTRIES_BYTES = 32768;
const READ_BYTES = 4096;
/** Reads of one program: proc(5) gives a page at a time. */
const READS = 64;
const MOST_BYTES = 64 * 2 ** 20;

/** Offsets in struct linux_dirent64 (getdents(2)). */
const LENGTH = 16;
const TYPE = 18;
const NAME = 19;

const CHUNK = 8192;

/** One character a byte; what TextDecoder calls latin1 has others from 0x80 to 0x9f. */
export function byteText(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}

/** Carries out what `add` puts into a program. */
export async function asked<T>(session: Looking, add: (builder: ProgramBuilder) => T): Promise<[Observation, T]> {
  const builder = new ProgramBuilder();
  const places = add(builder);
  const program = builder.finish();
  return [new Observation(await session.run(program, observationBytes(program)), builder.count), places];
}

/** A session for as long as `work` takes. */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const session = new Session();
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** An entry of a directory. */
export interface Entry {
  /** One character a byte. */
  readonly name: string;
  /** Its kind, DT_REG and others; DT_UNKNOWN where the file system does not tell. */
  readonly type: number;
}

/** What getdents(2) gave, but for the directory itself and the one above. */
export function* entriesIn(bytes: Uint8Array): Generator<Entry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; at += view.getUint16(at + LENGTH, true)) {
    const from = at + NAME;
    const name = byteText(bytes.subarray(from, bytes.indexOf(0, from)));
    if (name !== "." && name !== "..") yield { name, type: view.getUint8(at + TYPE) };
  }
}

/** The names alone. */
export function namesIn(bytes: Uint8Array): string[] {
  return Array.from(entriesIn(bytes), ({ name }) => name);
}

/** All names of a directory; none where it cannot be read. */
export async function namesOf(session: Looking, directory: string): Promise<string[]> {
  for (let chunks = 4; ; chunks *= 4) {
    const [observation, places] = await asked(session, (builder) => {
      builder.open(FILE, CWD, directory, O_DIRECTORY, 0, true);
      const parts: Place[] = [];
      for (let i = 0; i < chunks; i++) parts.push(builder.getdents(FILE, ENTRIES_BYTES, true));
      builder.close(FILE, true);
      return parts;
    });
    const last = places.at(-1);
    const isWhole = last === undefined || observation.result(last.index) <= 0;
    if (isWhole || chunks > 1024) return places.flatMap((place) => namesIn(observation.bytes(place)));
  }
}

/** The bytes of a file whose size is not known before; undefined where it cannot be read. */
export async function bytesOfFile(session: Looking, path: string): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let isOpen = false;
  for (let bytes = 0; bytes < MOST_BYTES; ) {
    const [observation, places] = await asked(session, (builder) => {
      if (!isOpen) builder.open(FILE, CWD, path, 0, 0, true);
      return Array.from({ length: READS }, () => builder.read(FILE, READ_BYTES, true));
    });
    if (!isOpen && observation.result(0) < 0) return undefined;
    isOpen = true;
    for (const place of places) {
      // The observation is the session's own, but a copy of it: parts of it may be kept.
      const part = observation.bytes(place);
      bytes += part.length;
      if (part.length > 0) parts.push(part);
    }
    const last = places.at(-1);
    if (last === undefined || observation.result(last.index) <= 0) break;
  }
  await asked(session, (builder) => builder.close(FILE, true));
  return joined(parts);
}
