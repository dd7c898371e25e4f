import type { MountRequest } from "../../host/index.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { MS } from "../support/libc.ts";
import { bytes } from "../support/names.ts";
import { type Case, type Expect, failed, mounted, refused } from "./case.ts";
import type { Place } from "./place.ts";
import { overlay, overlayCase, request } from "./requests.ts";

function targetCase(name: string, expect: readonly [Expect, ...Expect[]], target: (place: Place) => string): Case {
  return {
    name,
    expect,
    build: (place) => {
      const built = overlayCase(place, place.stack(3).lowers, place.top());
      return { ...built, request: { ...built.request, target: bytes(target(place)) } };
    },
  };
}

const places: readonly Case[] = [
  targetCase("target missing", [refused("target.missing")], (place) => place.at("nowhere")),
  targetCase("target is a file", [refused("target.not-directory")], (place) => place.file("file")),
  targetCase("the target's parent is a file", [refused("target.not-directory")], (place) =>
    place.file("file").concat("/target"),
  ),
  targetCase("target is a relative path", [refused("path.relative")], () => "target"),
  targetCase("target is a symlink to a directory", [refused("target.not-directory")], (place) =>
    place.link("way-in", place.target),
  ),
  targetCase("target through a symlink's directory", [mounted()], (place) => {
    place.link("way-in", place.directory);
    return `${place.at("way-in")}/target`;
  }),
  targetCase("target has a trailing slash and doubled ones", [mounted()], (place) => `${place.directory}//target/`),
  {
    name: "a missing target is made with mkdir and removed again by the unmount",
    expect: [mounted()],
    build: (place) => {
      const built = overlayCase(place, place.stack(3).lowers, place.top());
      const made: MountRequest = { ...built.request, target: bytes(place.at("made")), mkdir: true };
      return { ...built, request: made };
    },
  },
  {
    name: "a target made with mkdir goes again when the mount fails",
    expect: [failed("layer.missing", { layer: 1 })],
    build: (place) => {
      const { lowers } = place.stack(3);
      place.drop(lowers[1] ?? "");
      const built = overlayCase(place, lowers);
      return { ...built, request: { ...built.request, target: bytes(place.at("made")), mkdir: true } };
    },
  },
];

/** Mount points that show the same file as the target's mount, the target's own among them. */
function copies(place: Place): string[] {
  const lines = mountTable();
  return lines
    .filter((line) => line.type === "overlay" && line.point.startsWith(`${place.directory}/`))
    .map((l) => l.point);
}

const propagation: readonly Case[] = [
  {
    name: "shared propagation at the target: the peer gets the mount too, and loses it again",
    expect: [mounted()],
    build: (place) => {
      const shared = place.attach("tmpfs", "scene", place.make("shared"));
      place.attach("", "", shared, MS.shared);
      const peer = place.attach("none", shared, place.make("peer"), MS.bind);
      place.make("shared/target");
      const built = overlayCase(place, place.stack(3).lowers, place.top());
      return {
        ...built,
        request: { ...built.request, target: bytes(`${shared}/target`) },
        mounts: 2,
        check: () => {
          const seen = copies(place).sort().join(" ");
          if (seen !== `${peer}/target ${shared}/target`) throw new Error(`mounted at ${seen}`);
        },
      };
    },
  },
  {
    name: "rprivate after the mount: the new mount leaves its peer group",
    expect: [mounted()],
    build: (place) => {
      const shared = place.attach("tmpfs", "scene", place.make("shared"));
      place.attach("", "", shared, MS.shared);
      const target = place.make("shared/target");
      const { lowers } = place.stack(3);
      return {
        request: { ...request(place, [overlay(lowers, undefined, ["rprivate"])]), target: bytes(target) },
        check: () => {
          const line = mountTable().find((one) => one.point === target);
          if (line?.propagation.length !== 0) throw new Error(`propagation: ${line?.text}`);
        },
      };
    },
  },
];

/** What is mounted on, and who else sees the mount. */
export const targets: readonly Case[] = [...places, ...propagation];
