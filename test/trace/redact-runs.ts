/** Runs of this kernel with names that occur nowhere else. */
import { readFileSync, writeFileSync } from "node:fs";
import { LayermountError, type MountRequest, traceText } from "../../host/index.ts";
import { Place } from "../cases/place.ts";
import { overlay, overlayWords, request } from "../cases/requests.ts";
import { library } from "../kernel/library.ts";
import type { Top } from "../model/layers.ts";
import { bytes, onDisk } from "../support/names.ts";

/** A directory whose names are words of the kernel's. */
export const KEPT = "overlay/proc";
/** Layers, topmost first, as strings of one character a byte. */
const LAYERS = [
  "wombat/quokka10",
  "wombat/quokka1",
  "numbat:potoroo",
  "bilby,bandicoot",
  "kowari\\dunnart",
  "pademelon \xff",
  KEPT,
];
/** What may stand nowhere in a redacted trace. */
export const NAMES = [
  ...["wombat", "quokka", "numbat", "potoroo", "bilby", "bandicoot", "kowari", "dunnart", "pademelon", "dibbler"],
  ...["wallaby", "echidna", "platypus", "layermount"],
];

interface Scene {
  readonly name: string;
  /** What the trace tells of its end. */
  readonly ends: RegExp;
  readonly lower?: readonly string[];
  request(place: Place, layers: readonly string[], top: Top): MountRequest;
}

function byWay(way: "relative" | "prefix" | "strings" | "descriptors"): Scene {
  const ends = new RegExp(`"outcome":{"mounted":.*"way":"${way}"`);
  return { name: `by ${way}`, ends, request: (place, layers, top) => request(place, [overlay(layers, top)], way) };
}

const asWords: Scene["request"] = (place, layers, top) => request(place, [overlayWords(layers, top)]);

/** One run each. */
export const scenes: readonly Scene[] = [
  ...(["relative", "prefix", "strings", "descriptors"] as const).map(byWay),
  { name: "words, shown as text", ends: /"mnt_opts":.*"mounted":/s, lower: ["option-array"], request: asWords },
  {
    name: "words, shown by mountinfo",
    ends: /"op":"mountinfo".*"mounted":/s,
    lower: ["option-array", "option-text", "statmount"],
    request: asWords,
  },
  {
    name: "words that are refused",
    ends: /"refused","rule":"words\./,
    request: (place, layers, top) => request(place, [overlayWords([...layers, ""], top)]),
  },
  {
    name: "a layer that is missing",
    ends: /"rule":"layer\.missing"/,
    request: (place, layers, top) => request(place, [overlay([...layers, place.at("dibbler")], top)]),
  },
  {
    name: "what the kernel refuses, in its own words",
    ends: /"why":"explain\.log"[^\n]*"gave":.*"verdict":"failed"/s,
    request: (place, layers, top) => {
      const mount = overlay(layers, top, ["redirect_dir=nonsense"]);
      return request(place, [mount], "strings");
    },
  },
  {
    name: "a failure that is undone",
    ends: /"why":"undo\.where"[^\n]*"gave":.*"failed"/s,
    request: (place, layers) => {
      const tmpfs = { type: "tmpfs", source: "echidna", target: "platypus" };
      return request(place, [overlay(layers), tmpfs]);
    },
  },
];

/** The trace of a scene, and of taking it down where it came to a mount. */
export async function recordedScene({ request: wanted, lower }: Scene): Promise<string> {
  const place = new Place("redact");
  const record = place.at("run.trace");
  const text = () => traceText(readFileSync(onDisk(record)));
  try {
    writeFileSync(onDisk(record), "");
    const layers = LAYERS.map((name) => place.make(name));
    const top = { upper: place.make("wallaby/wallaby1"), work: place.make("wallaby/wallaby2") };
    const options = { record: bytes(record), ...(lower && { lower }) };
    try {
      const mounted = await library.mount(wanted(place, layers, top as Top), options);
      const up = await text();
      await mounted.unmount({ record: bytes(record) });
      return up + (await text());
    } catch (error) {
      if (!(error instanceof LayermountError)) throw error;
      return await text();
    }
  } finally {
    place.remove();
  }
}
