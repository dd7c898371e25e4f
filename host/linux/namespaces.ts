/** A user namespace by its maps, and the register that holds it. */
export interface UserNamespace {
  readonly uidMap: Uint8Array;
  readonly gidMap: Uint8Array;
  readonly register: number;
}

/** The first of 32 registers that may stay full between two uses of a session (program.h). */
const FIRST = 960;
/** As many as are kept: machines have few different maps, and a mount list may bring others. */
const MOST = 16;

/** The user namespaces of one session, by their maps; the latest last. Their descriptors stay in the session. */
export class HeldNamespaces {
  readonly #keep: (registers: number) => void;
  #held: readonly UserNamespace[] = [];

  /** `keep` tells the session which registers stay full, one bit each. */
  constructor(keep: (registers: number) => void) {
    this.#keep = keep;
  }

  get held(): readonly UserNamespace[] {
    return this.#held;
  }

  /** Keeps these beside those that are held already, the oldest of which may have to go; none: all go. */
  keep(open: readonly UserNamespace[]): void {
    if (open.length === 0 && this.#held.length === 0) return;
    const registers = new Set(open.map(({ register }) => register));
    const older = open.length === 0 ? [] : this.#held.filter(({ register }) => !registers.has(register));
    // Bytes of an answer hold only until the planner is asked again.
    const newer = open.map(({ uidMap, gidMap, register }) => ({
      uidMap: uidMap.slice(),
      gidMap: gidMap.slice(),
      register,
    }));
    this.#held = [...older, ...newer].slice(-MOST);
    this.#keep(this.#held.reduce((bits, { register }) => bits | (1 << (register - FIRST)), 0) >>> 0);
  }
}
