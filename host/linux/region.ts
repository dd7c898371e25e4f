import { runtime } from "#runtime";
import type { Address } from "../runtime/runtime.ts";
import { type Shim, ShimError } from "./shim.ts";

const LEAST_BYTES = 65536;

/**
 * Memory outside the collector's reach: a session's thread may write to it whatever becomes of the object, also when
 * the Worker that made it is gone. After {@link Region.free} its bytes must not be touched.
 */
export class Region {
  readonly at: Address;
  readonly bytes: Uint8Array;
  readonly #native: Shim;

  constructor(native: Shim, least: number) {
    // Sizes double, so that a session that serves larger and larger programs does not map anew for each.
    let size = LEAST_BYTES;
    while (size < least) size *= 2;
    const at = native.lm_map(size);
    if (at === null) throw new ShimError(`no memory for a session: ${size} bytes`);
    this.#native = native;
    this.at = at;
    this.bytes = new Uint8Array(runtime.memory(at, size));
  }

  /** This region, or a larger one in its place; its content is not kept. */
  atLeast(size: number): Region {
    if (size <= this.bytes.length) return this;
    const larger = new Region(this.#native, size);
    this.free();
    return larger;
  }

  free(): void {
    this.#native.lm_unmap(this.at, this.bytes.length);
  }
}
