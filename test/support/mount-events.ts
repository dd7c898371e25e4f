/** A listener to everything that is attached in, and detached from, this mount namespace: fanotify(7), since 6.15. */
import { closeSync, openSync, readSync } from "node:fs";
import { openLibc } from "./native.ts";

const [INIT, MARK] = process.arch === "arm64" ? [262n, 263n] : [300n, 301n];
const FAN_CLOEXEC = 1n;
const FAN_NONBLOCK = 2n;
const FAN_REPORT_MNT = 0x4000n;
const FAN_MARK_ADD = 1n;
const FAN_MARK_MNTNS = 0x110n;
const FAN_MNT_ATTACH = 0x1000000n;
const FAN_MNT_DETACH = 0x2000000n;
const FAN_Q_OVERFLOW = 0x4000n;
/** struct fanotify_event_metadata, and the header of the record that follows it. */
const [HEAD, RECORD] = [24, 8];
const ROOM = 65_536;

const SYMBOLS = { syscall: { args: ["i64", "i64", "i64", "i64", "i64", "i64"], returns: "i64" } } as const;

function call(number: bigint, ...given: readonly bigint[]): number {
  const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n] = given;
  return Number(openLibc(SYMBOLS).syscall(number, a, b, c, d, e));
}

/** Something that happened to a mount, by its unique id. */
export interface MountEvent {
  readonly what: "attach" | "detach";
  readonly id: bigint;
}

/** Hears what happens from its making on. */
export class MountEvents implements Disposable {
  readonly #fd: number;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** A listener; undefined where this kernel has none. */
  static listen(): MountEvents | undefined {
    const fd = call(INIT, FAN_REPORT_MNT | FAN_CLOEXEC | FAN_NONBLOCK, 0n);
    if (fd < 0) return undefined;
    const namespace = openSync("/proc/self/ns/mnt", "r");
    const marked = call(
      MARK,
      BigInt(fd),
      FAN_MARK_ADD | FAN_MARK_MNTNS,
      FAN_MNT_ATTACH | FAN_MNT_DETACH,
      BigInt(namespace),
    );
    closeSync(namespace);
    if (marked === 0) return new MountEvents(fd);
    closeSync(fd);
    return undefined;
  }

  /** What has happened since it was asked last, in order. @throws Error when something was lost. */
  heard(): MountEvent[] {
    const events: MountEvent[] = [];
    const bytes = Buffer.alloc(ROOM);
    for (;;) {
      let size = 0;
      try {
        size = readSync(this.#fd, bytes);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EAGAIN") return events;
        throw error;
      }
      for (let at = 0; at < size; at += bytes.readUInt32LE(at)) {
        const mask = bytes.readBigUInt64LE(at + 8);
        if ((mask & FAN_Q_OVERFLOW) !== 0n) throw new Error("events were lost");
        const id = bytes.readBigUInt64LE(at + HEAD + RECORD);
        if ((mask & FAN_MNT_DETACH) !== 0n) events.push({ what: "detach", id });
        if ((mask & FAN_MNT_ATTACH) !== 0n) events.push({ what: "attach", id });
      }
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}
