import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { MountCase } from "../support/bytes.ts";
import { recognise } from "../support/recognise.ts";

// containerd's own lists: what its MountsToLayer answers for each.

const DIRECTORY = new URL("../data/containerd-mounts/", import.meta.url);
const ROOT = "/var/lib/containerd/io.containerd.snapshotter.v1.erofs";

function listed(file: string): MountCase[] {
  return JSON.parse(readFileSync(new URL(file, DIRECTORY), "utf8").replaceAll("@ROOT@", ROOT));
}

for (const layers of [1, 2, 10, 55]) {
  test(`containerd's EROFS list of ${layers} layers, active: the new snapshot`, () => {
    assert.is(recognise(listed(`erofs-${layers}-layers-active.json`)), `${ROOT}/snapshots/${layers + 1}`);
  });
  test(`containerd's EROFS list of ${layers} layers, view: the topmost layer`, () => {
    assert.is(recognise(listed(`erofs-${layers}-layers-view.json`)), `${ROOT}/snapshots/${layers}`);
  });
}

const NO_EROFS: ReadonlyArray<readonly [string, string]> = [
  ["overlay-0-layers-active.json", `${ROOT}/snapshots/1`],
  ["overlay-0-layers-view.json", `${ROOT}/snapshots/2`],
  ["overlay-1-layers-view-remapped.json", `${ROOT}/snapshots/1`],
  ["overlay-2-layers-active.json", `${ROOT}/snapshots/3`],
  ["overlay-400-layers-active.json", `${ROOT}/snapshots/401`],
];
for (const [file, directory] of NO_EROFS) {
  test(`containerd's overlay list ${file}: a candidate that has no .erofslayer`, () => {
    assert.is(recognise(listed(file)), directory);
  });
}

test("an overlay view's source is no path: refused, where containerd answers the working directory", () => {
  assert.is(recognise(listed("overlay-2-layers-view.json")), "refused erofs.no-directory: overlay (mount 0)");
});

test("every list gives a directory or a refusal", () => {
  const lines = readdirSync(DIRECTORY).map((file) => recognise(listed(file)));
  assert.ok(lines.length >= 30);
  for (const line of lines) assert.match(line, /^\/|^refused erofs\.no-directory/);
});

// The kinds of containerd.md §3.2, and the list on which containerd panics.

const S = "/s/snapshots";
const E = (id: number, ...more: string[]): MountCase => ({
  type: "erofs",
  source: `${S}/${id}/layer.erofs`,
  options: ["ro", "loop", ...more],
});
const merged: MountCase = {
  type: "erofs",
  source: `${S}/5/fsmeta.erofs`,
  options: ["ro", "loop", `device=${S}/4/layer.erofs`, `device=${S}/5/layer.erofs`],
};
const writable: MountCase = {
  type: "mkfs/ext4",
  source: `${S}/7/rwlayer.img`,
  options: ["X-containerd.mkfs.fs=ext4", "X-containerd.mkfs.size=67108864", "rw", "loop"],
};
const stacked = (...options: string[]): MountCase => ({ type: "format/mkdir/overlay", source: "overlay", options });

const KINDS: ReadonlyArray<readonly [string, readonly MountCase[], string]> = [
  ["no mounts (containerd panics)", [], "refused erofs.no-mounts:  (mount -1)"],
  ["own layer, no parent", [E(7)], `${S}/7`],
  ["own layer with dm-verity", [E(7, `X-containerd.dmverity=${S}/7/layer.erofs.dmverity`)], `${S}/7`],
  ["active without parents", [{ type: "bind", source: `${S}/7/fs`, options: ["rw", "rbind"] }], `${S}/7`],
  ["view without parents", [{ type: "bind", source: `${S}/7/fs`, options: ["ro", "rbind"] }], `${S}/7`],
  [
    "block mode without parents",
    [writable, { type: "format/mkdir/bind", source: "{{ mount 0 }}/upper", options: ["rw", "rbind"] }],
    `${S}/7`,
  ],
  ["block mode, only the image (a short list)", [writable], `${S}/7`],
  ["view of two", [E(6), E(5), stacked("lowerdir={{ overlay 0 1 }}")], `${S}/6`],
  [
    "merged view, format/bind (containerd answers .)",
    [merged, { type: "format/bind", source: "{{ mount 0 }}", options: ["ro", "rbind"] }],
    `${S}/5`,
  ],
  ["merged below", [E(6), merged, stacked("lowerdir={{ overlay 0 1 }}")], `${S}/6`],
  [
    "active",
    [E(6), stacked(`workdir=${S}/7/work`, `upperdir=${S}/7/fs`, "uidmap=0:1:2,3:4:5", "lowerdir={{ mount 0 }}")],
    `${S}/7`,
  ],
  [
    "active in block mode",
    [
      writable,
      E(6),
      stacked(
        "X-containerd.mkdir.path={{ mount 0 }}/upper:0755",
        "workdir={{ mount 0 }}/work",
        "upperdir={{ mount 0 }}/upper",
        "lowerdir={{ mount 1 }}",
      ),
    ],
    `${S}/7`,
  ],
  ["only an overlay (a short list)", [stacked("lowerdir=/a:/b")], "refused erofs.no-directory: overlay (mount 0)"],
  ["layers added one by one", [E(6), stacked("lowerdir+=/a", "lowerdir+=/b")], `${S}/6`],
  [
    "an overlay without layers",
    [E(6), stacked("index=off")],
    "refused erofs.no-layers: format/mkdir/overlay (mount 1)",
  ],
  ["another type", [E(6), { type: "tmpfs", source: "tmpfs" }], "refused erofs.other-type: tmpfs (mount 1)"],
  ["a type that only ends so", [{ type: "notbind", source: "/a/b" }], "refused erofs.other-type: notbind (mount 0)"],
  ["a type without a name", [{ type: "format/", source: "/a/b" }], "refused erofs.other-type: format/ (mount 0)"],
];
for (const [what, mounts, answer] of KINDS) {
  test(`${what} -> ${answer}`, () => assert.is(recognise(mounts), answer));
}

test.run();
