/** Small runs of every kind, recorded on the kernel that they are run on. */
import { readFileSync } from "node:fs";
import { LayermountError, type Mounted, type MountRequest, type Options, traceText } from "../../host/index.ts";
import type { Way } from "../cases/case.ts";
import { Place } from "../cases/place.ts";
import { overlay, request } from "../cases/requests.ts";
import { library } from "../kernel/library.ts";
import { onDisk } from "../support/names.ts";

interface Scene {
  readonly name: string;
  /** Taking it down is recorded, too. */
  readonly down?: true;
  run(place: Place, mount: Recorder): Promise<void>;
}

/** Mounts, and takes down what was mounted; what is refused or fails is a run, too. */
type Recorder = (request: MountRequest, options?: Options) => Promise<void>;

function byWay(way: Way): Scene {
  return {
    name: `an overlay by ${way}`,
    run: (place, mount) => mount(request(place, [overlay(place.stack(2).lowers, place.top())], way)),
  };
}

/** In the order in which they stand in a recorded file. */
export const scenes: readonly Scene[] = [
  {
    name: "a writable overlay",
    down: true,
    run: (place, mount) => mount(request(place, [overlay(place.stack(5).lowers, place.top())])),
  },
  ...(["relative", "prefix", "strings", "descriptors", "mixed"] as const).map(byWay),
  {
    name: "proof by identity",
    run: (place, mount) => mount({ ...request(place, [overlay(place.stack(3).lowers)]), proof: "identity" }),
  },
  {
    name: "a layer that is missing",
    run: (place, mount) => mount(request(place, [overlay([...place.stack(3).lowers, place.at("missing")])])),
  },
  {
    name: "an upper inside a layer",
    run: (place, mount) =>
      mount(request(place, [overlay([place.make("rw"), ...place.stack(2).lowers], place.top("rw"))])),
  },
  {
    name: "names that are no text",
    run: (place, mount) => {
      const layers = ["a b", "c,d:e", "f\\g", "\u00ff"].map((name) => place.make(`odd/${name}`));
      return mount(request(place, [overlay(layers)]));
    },
  },
  {
    name: "a recursive bind, read-only",
    run: (place, mount) => {
      place.file("source/file");
      return mount(request(place, [{ type: "bind", source: place.at("source"), options: ["rbind", "ro"] }]));
    },
  },
  {
    name: "a list: an overlay, and a tmpfs beneath it",
    down: true,
    run: (place, mount) => {
      const { lowers } = place.stack(2);
      const [, below = ""] = lowers;
      place.make(`${below.slice(place.directory.length + 1)}/scratch`);
      const tmpfs = { type: "tmpfs", source: "tmpfs", target: "scratch", options: ["size=64k", "nosuid"] };
      return mount(request(place, [overlay(lowers, place.top()), tmpfs]));
    },
  },
  {
    name: "a sub-target that does not exist",
    run: (place, mount) => {
      const tmpfs = { type: "tmpfs", source: "tmpfs", target: "nowhere" };
      return mount(request(place, [overlay(place.stack(2).lowers), tmpfs]));
    },
  },
];

/** The canonical text of all of them, as this kernel answers. */
export async function recordedText(): Promise<string> {
  const texts: string[] = [];
  for (const { run, down } of scenes) {
    const place = new Place("trace");
    const record = place.at("run.trace");
    const note = async () => texts.push(await traceText(readFileSync(onDisk(record))));
    try {
      place.make("source");
      await run(place, async (wanted, options = {}) => {
        let mounted: Mounted | undefined;
        try {
          mounted = await library.mount(wanted, { ...options, record });
        } catch (error) {
          if (!(error instanceof LayermountError)) throw error;
        }
        await note();
        if (mounted === undefined) return;
        await mounted.unmount(down && { record });
        if (down) await note();
      });
    } finally {
      place.remove();
    }
  }
  return texts.join("");
}
