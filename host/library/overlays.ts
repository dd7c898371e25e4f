// Overlays that are mounted here, whoever mounted them, as /proc/self/mountinfo shows them: where, and with which
// upperdir and workdir. Names that nobody can look up from here tell nothing: relative ones, those of descriptors, and
// those of another root or of directories that were moved or covered since.
import { runtime } from "#runtime";
import { pathOf } from "../holders/mountinfo.ts";
import { asked, byteText } from "../linux/asked.ts";
import type { Stat } from "../linux/observation.ts";
import { CWD } from "../linux/program.ts";
import { claimName } from "../records/names.ts";
import type { RecordedIdentity } from "../records/record.ts";
import type { State } from "../records/state.ts";

/** STATX_INO, STATX_MNT_ID and STATX_MNT_ID_UNIQUE. */
const MASK = 0x5100;
const BATCH = 256;

/** A directory that a mounted overlay writes to. */
export interface Written {
  /** By device and inode, as claims are named. */
  readonly name: string;
  /** Where the overlay is mounted. */
  readonly point: Uint8Array;
}

/** A path, and where its overlay is mounted. */
interface Named {
  readonly path: Uint8Array;
  readonly point: Uint8Array;
}

interface Line {
  /** Device of the overlay. */
  readonly device: string;
  readonly point: Uint8Array;
  /** Options of the overlay, escapes left. */
  readonly options: readonly string[];
}

/** The mount table of this process, once read. */
export class Overlays {
  readonly #state: State;
  readonly #lines: readonly Line[];

  private constructor(state: State, lines: readonly Line[]) {
    this.#state = state;
    this.#lines = lines;
  }

  static async look(state: State): Promise<Overlays> {
    return new Overlays(state, linesIn(byteText(await runtime.read("/proc/self/mountinfo"))));
  }

  /** What they write to. */
  async written(): Promise<Written[]> {
    const named = this.#lines.flatMap(namedIn);
    const stats = await this.#stats(named.map(({ path }) => path));
    return named.flatMap(({ point }, i) => {
      const stat = stats[i];
      return stat ? [{ name: claimName(stat.dev, stat.ino), point }] : [];
    });
  }

  /** Where a recorded mount stands, wherever it was moved to; undefined where it is not there. */
  async placeOf({ devMajor, devMinor, mountId }: RecordedIdentity): Promise<Uint8Array | undefined> {
    const device = `${devMajor}:${devMinor}`;
    const points = this.#lines.filter((line) => line.device === device).map(({ point }) => point);
    const stats = await this.#stats(points);
    // What is covered by another mount cannot be looked at, and may be it.
    return points.find((_, i) => stats[i]?.mountId === mountId || stats[i]?.dev !== device);
  }

  /**
   * Where an overlay stands that writes to directories which cannot be looked up by the names that the kernel shows,
   * and that is not one of these: nobody knows what it writes to.
   */
  async unknown(recorded: readonly RecordedIdentity[]): Promise<Uint8Array | undefined> {
    const lines = this.#lines.filter(({ options }) =>
      options.some((option) => /^upperdir=(?!\/)|^upperdir=\/proc\//.test(option)),
    );
    const stats = await this.#stats(lines.map(({ point }) => point));
    const isKnown = (device: string, mountId: bigint | undefined): boolean =>
      recorded.some((one) => `${one.devMajor}:${one.devMinor}` === device && one.mountId === mountId);
    return lines.find(({ device }, i) => !isKnown(device, stats[i]?.mountId))?.point;
  }

  async #stats(paths: readonly Uint8Array[]): Promise<(Stat | undefined)[]> {
    const stats: (Stat | undefined)[] = [];
    for (let at = 0; at < paths.length; at += BATCH) {
      const batch = paths.slice(at, at + BATCH);
      const [seen, places] = await asked(this.#state, (builder) =>
        batch.map((path) => builder.statx(CWD, path, 0, MASK, true)),
      );
      for (const place of places) stats.push(seen.result(place.index) === 0 ? seen.stat(place) : undefined);
    }
    return stats;
  }
}

function linesIn(mountinfo: string): Line[] {
  const overlays = mountinfo.split("\n").filter((line) => line.includes(" - overlay "));
  return overlays.map((line) => {
    const fields = line.split(" ");
    return { device: fields[2] ?? "", point: pathOf(fields[4] ?? ""), options: (fields.at(-1) ?? "").split(",") };
  });
}

function namedIn({ options, point }: Line): Named[] {
  return options.flatMap((option) => {
    const path = /^(?:upperdir|workdir)=(\/.*)$/s.exec(option)?.[1];
    if (path === undefined || path.startsWith("/proc/")) return [];
    // What the caller had escaped for overlayfs is shown with that escape, and then with that of mountinfo.
    const spelt = [pathOf(path), ...(path.includes("\\134") ? [pathOf(path.replace(/\\134(.)/gs, "$1"))] : [])];
    return spelt.map((path) => ({ path, point }));
  });
}
