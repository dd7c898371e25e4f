import { resultsEnd } from "./finished.ts";
import { STATX_ATTR_MOUNT_ROOT } from "./numbers.ts";
import type { Place } from "./program.ts";

/** What statx(2) gave. */
export interface Stat {
  readonly mode: number;
  readonly uid: number;
  readonly dev: string;
  readonly ino: bigint;
  /** As mountinfo has it, or the unique one, as it was asked for. */
  readonly mountId: bigint;
  /** It is the root of a mount. */
  readonly isMountRoot: boolean;
  /** Names that lead to it. */
  readonly links: number;
}

/** What a program that was carried out left: how far it came, each effect's result, and the bytes it read. */
export class Observation {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #behind: number;

  constructor(bytes: Uint8Array, count: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#behind = resultsEnd(count);
  }

  /** Index of the effect that stopped the program, or the number of effects. */
  get done(): number {
    return this.#view.getUint32(4, true);
  }

  /** 0, or the errno of the effect that stopped the program. */
  get errno(): number {
    return -this.#view.getInt32(8, true);
  }

  /** 0, a byte count, or -errno. */
  result(index: number): number {
    return this.#view.getInt32(16 + 4 * index, true);
  }

  /** The bytes that a read gave; none after a failure. */
  bytes(place: Place): Uint8Array {
    const at = this.#behind + place.out;
    return this.#bytes.subarray(at, at + Math.max(0, this.result(place.index)));
  }

  /** f_type of what fstatfs looked at. */
  fsMagic(place: Place): number {
    return this.#view.getUint32(this.#behind + place.out, true);
  }

  /** Names that what statx looked at has. */
  links(place: Place): number {
    return this.#view.getUint32(this.#behind + place.out + 44, true);
  }

  stat(place: Place): Stat {
    const at = this.#behind + place.out;
    const view = this.#view;
    return {
      mode: view.getUint32(at, true),
      ino: view.getBigUint64(at + 8, true),
      dev: `${view.getUint32(at + 16, true)}:${view.getUint32(at + 20, true)}`,
      uid: view.getUint32(at + 32, true),
      mountId: view.getBigUint64(at + 24, true),
      isMountRoot: (view.getUint32(at + 4, true) & STATX_ATTR_MOUNT_ROOT) !== 0,
      links: view.getUint32(at + 44, true),
    };
  }
}
