import { existsSync, statfsSync } from "node:fs";
import type { Mount } from "../../host/index.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { bytes } from "../support/names.ts";
import { type Built, type Case, type Expect, failed, mounted, type Need, ordinarily, refused } from "./case.ts";
import { imageFor, loopDevice, loopOver } from "./loop.ts";
import type { Place } from "./place.ts";
import { request } from "./requests.ts";

function plain(
  name: string,
  expect: Expect,
  needs: readonly Need[],
  mount: (place: Place) => Mount,
  check?: (target: string) => void,
): Case {
  const build = (place: Place): Built => {
    const built = { request: request(place, [mount(place)]) };
    return check === undefined ? built : { ...built, check: () => check(place.target) };
  };
  return { name, expect: [expect], needs, build };
}

function must(what: string, so: boolean): void {
  if (!so) throw new Error(`not so: ${what}`);
}

/** Plain file systems with data of their own. */
export const filesystems: readonly Case[] = [
  plain(
    "tmpfs with size, inodes and mode",
    mounted(),
    [],
    () => ({ type: "tmpfs", source: "scratch", options: ["size=64k", "nr_inodes=7", "mode=0700", "nosuid"] }),
    (target) => {
      const { blocks, bsize, files } = statfsSync(target);
      must("64 KiB", blocks * bsize === 65_536);
      must("7 inodes", files === 7);
      const line = mountTable().findLast((one) => one.point === target);
      must("its source", line?.source === "scratch");
      must("nosuid", line?.options.includes("nosuid") === true);
    },
  ),
  // What mountinfo escapes (proc_pid_mountinfo(5)).
  plain("tmpfs whose source is no plain word", mounted(), [], () => ({ type: "tmpfs", source: "a b\tc\\d#e\nf" })),
  plain(
    "tmpfs read-only",
    mounted(),
    [],
    () => ({ type: "tmpfs", source: "tmpfs", options: ["ro"] }),
    (target) =>
      must(
        "ro",
        mountTable()
          .findLast((one) => one.point === target)
          ?.options.includes("ro") === true,
      ),
  ),
  ordinarily(
    plain(
      "proc",
      mounted(),
      ["proc"],
      () => ({ type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"] }),
      (target) => must("our process is there", existsSync(`${target}/self/mountinfo`)),
    ),
    refused("ordinary.proc"),
  ),
  plain(
    "ext4 on a loop device, with data",
    mounted(),
    ["loop"],
    (place) => ({
      type: "ext4",
      source: bytes(loopDevice(place, 8).device),
      options: ["noatime", "errors=remount-ro", "data=ordered"],
    }),
    (target) => must("lost+found", existsSync(`${target}/lost+found`)),
  ),
  plain("ext4 on a device that holds none", failed("kernel.refused"), ["loop"], (place) => ({
    type: "ext4",
    source: bytes(loopDevice(place, 1, false).device),
    options: [],
  })),
  plain("ext4 on a read-only loop device, to be written to", failed("kernel.refused"), ["loop"], (place) => ({
    type: "ext4",
    source: bytes(loopOver(place, imageFor(place.directory, 8), "--read-only").device),
    options: [],
  })),
  plain("ext4 that is mounted read-only already, to be written to", failed("kernel.refused"), ["loop"], (place) => {
    const { device } = loopDevice(place, 8);
    place.attach("ext4", device, place.make("other"), 1);
    return { type: "ext4", source: bytes(device), options: [] };
  }),
  ordinarily(
    plain("a file system that does not exist", failed("kernel.refused"), [], () => ({
      type: "no-such-file-system",
      source: "none",
      options: [],
    })),
    refused("ordinary.filesystem"),
  ),
  ordinarily(
    plain("ext4 from what is no device", failed("kernel.refused"), [], (place) => ({
      type: "ext4",
      source: bytes(place.file("image")),
    })),
    refused("ordinary.filesystem"),
  ),
  plain("a tmpfs option that does not exist", failed("kernel.refused"), [], () => ({
    type: "tmpfs",
    source: "tmpfs",
    options: ["bogus=1"],
  })),
];
