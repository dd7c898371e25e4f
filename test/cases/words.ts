import type { Line } from "../proof/mountinfo.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { type Case, type Expect, failed, mounted, refused } from "./case.ts";
import type { Place } from "./place.ts";
import { overlay, request, showsLayers } from "./requests.ts";

function lineOf(place: Place): Line {
  const line = mountTable().findLast((one) => one.point === place.target);
  if (line === undefined) throw new Error("nothing is mounted at the target");
  return line;
}

/** A writable overlay of three layers with these words, and what its line in the mount table must hold. */
function taken(words: readonly string[], wanted: (line: Line) => readonly string[], ordinary?: Expect): Case {
  return {
    name: `words: ${words.join(" ")}`,
    expect: [mounted()],
    ...(ordinary && { ordinary: [ordinary] as const }),
    build: (place) => {
      const { lowers } = place.stack(3);
      const top = place.top();
      return {
        request: request(place, [overlay(lowers, top, words)]),
        shows: [showsLayers(place, [top.upper, ...lowers])],
        check: () => {
          const line = lineOf(place);
          const missing = wanted(line);
          if (missing.length > 0) throw new Error(`without ${missing.join(", ")}: ${line.text}`);
        },
      };
    },
  };
}

function lacks(has: readonly string[], words: readonly string[]): string[] {
  return words.filter((word) => !has.includes(word));
}

/** A word that stands in the way of the mount. */
function turnedDown(word: string, ...expect: [Expect, ...Expect[]]): Case {
  return {
    name: `words: ${word}`,
    expect,
    build: (place) => ({ request: request(place, [overlay(place.stack(3).lowers, place.top(), [word])]) }),
  };
}

/** Words of an option list that reach the mount, the file system, nobody, or a rule that refuses them. */
export const words: readonly Case[] = [
  taken(["nosuid,nodev", "index=off", "noatime"], ({ options }) => lacks(options, ["nosuid", "nodev", "noatime"])),
  taken(["noexec", "exec", "nodev"], ({ options }) =>
    options.includes("noexec") ? ["exec"] : lacks(options, ["nodev"]),
  ),
  taken(["defaults", "noauto", "_netdev", "x-systemd.automount", "comment=a"], () => []),
  taken(
    ["redirect_dir=on", "metacopy=on"],
    ({ superOptions }) => lacks(superOptions, ["redirect_dir=on", "metacopy=on"]),
    refused("ordinary.word"),
  ),
  taken(["redirect_dir=nofollow", "metacopy=off"], () => []),
  taken(["volatile"], ({ superOptions }) =>
    superOptions.some((word) => word === "volatile" || word === "fsync=volatile") ? [] : ["volatile"],
  ),
  // The one on kernels that know both words, the other on those that know one.
  taken(["fsync=volatile"], ({ superOptions }) =>
    superOptions.some((word) => word === "volatile" || word === "fsync=volatile") ? [] : ["fsync=volatile"],
  ),
  taken(["unbindable"], ({ propagation }) => lacks(propagation, ["unbindable"])),
  taken(["ro"], ({ options }) => lacks(options, ["ro"])),
  turnedDown("bogus=1", failed("kernel.refused")),
  turnedDown("remount", refused("words.remount")),
  turnedDown("X-containerd.mkdir.path=x", refused("words.internal")),
  turnedDown("uidmap=0:100000:65536", refused("idmap.alone")),
];
