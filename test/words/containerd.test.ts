import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { plainMemory, reset } from "../../core-wasm/memory/memory.ts";
import { Refusal } from "../../core-wasm/refusal/refusal.ts";
import { Meaning } from "../../core-wasm/words/meaning.ts";
import { parseWords } from "../../core-wasm/words/parse.ts";
import { bytesList, type MountCase } from "../support/bytes.ts";
import { names, told, understand } from "../support/told.ts";

const overlay = { overlay: true };

// What containerd v2.4.2 gets wrong, by the numbers of containerd.md.

test("§1.4: defaults is nothing; there it reaches the kernel, which answers EINVAL", () => {
  assert.is(told(["defaults"], overlay), "nothing");
  assert.is(told(["defaults", "size=1m"]), "data size=1m");
});

for (const word of ["private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable"]) {
  test(`§1.4: ${word} changes the propagation; there it reaches the kernel as data`, () => {
    const { meaning } = understand([word], overlay);
    assert.is(meaning.data.length, 0);
    assert.is.not(meaning.propagation, 0);
    assert.is(meaning.flagsSet, 0);
  });
}

for (const word of ["silent", "lazytime", "iversion", "nosymfollow"]) {
  test(`§1.4: ${word} is a flag; there it reaches the kernel as data`, () => assert.is(told([word]), `set ${word}`));
}

test("§1.4: rro is refused; there it reaches the kernel, which ignores the data of a bind mount", () => {
  assert.is(told(["rbind", "rro"]), "refused words.recursive: rro");
});

test("§1.4: the last map wins, and both are taken from one element", () => {
  assert.is(told(["uidmap=0:1:1", "gidmap=0:2:1", "uidmap=0:3:1"]), "uidmap 0:3:1; gidmap 0:2:1");
  assert.is(told(["uidmap=0:1:1,gidmap=0:2:1"]), "uidmap 0:1:1; gidmap 0:2:1");
});

test("§1.3.3 and §8: one map alone is kept; there it is ignored silently", () => {
  assert.is(told(["uidmap=0:100000:65536"], overlay), "uidmap 0:100000:65536");
  assert.is(told(["gidmap=0:100000:65536"], overlay), "gidmap 0:100000:65536");
});

test("§1.3.8 and §8: remount is refused; there `remount,ro` does nothing and says nothing", () => {
  assert.is(told(["remount", "ro"]), "refused words.remount: remount");
});

test("§1.3.10: bind, ro and maps are all kept; there the maps are dropped", () => {
  assert.is(told(["uidmap=0:1:1", "gidmap=0:1:1", "ro", "rbind"]), "set ro bind rec; uidmap 0:1:1; gidmap 0:1:1");
});

test("§1.1: an element that holds several words is read word by word; there most functions do not", () => {
  assert.is(
    told(["lowerdir=/a:/b,upperdir=/u,workdir=/w,volatile"], overlay),
    "lower /a | /b; upper /u; work /w; data volatile",
  );
  assert.is(told(["index=off,lowerdir=/a:/b"], overlay), "lower /a | /b; data index=off");
});

test("§1.6: a second lowerdir= is refused; there only the first is compacted and the kernel takes the second", () => {
  assert.is(told(["lowerdir=/a:/b", "lowerdir=/c:/d"], overlay), "refused words.lowerdir-twice: lowerdir=/c:/d");
});

test("§1.6: `::` begins data-only layers; there it is split into an empty name", () => {
  assert.is(told(["lowerdir=/a:/b::/c"], overlay), "lower /a | /b; data-only /c");
});

test("7.2.8 and T7: `:` `,` and `\\` in the root of all snapshots", () => {
  const layers = ["/snap\\:1/a\\,b", "/snap\\:1/c\\\\d"];
  assert.is(told([`lowerdir=${layers.join(":")}`], overlay), "lower /snap:1/a,b | /snap:1/c\\d");
});

test("7.2.9: a value that is escaped already is not split inside an escape", () => {
  const { meaning } = understand(["lowerdir=/a\\:b:/c", "upperdir=/u\\,v", "workdir=/w\\:x"], overlay);
  assert.equal(names(meaning.lowers), ["/a:b", "/c"]);
});

test("7.7.35 and T9: maps beside each other are both read, and nothing is taken out of the caller's list", () => {
  const options = ["uidmap=0:1:1", "gidmap=0:1:1", "lowerdir=/a\\:b:/c", "x", "uidmap=5:6:7", "volatile"];
  reset();
  const list = bytesList(options);
  const before = plainMemory().slice(0, list.get(list.length - 1).at + 64);
  const meaning = new Meaning();
  assert.ok(parseWords(list, true, false, meaning, new Refusal()));
  const end = list.get(list.length - 1).at + 8;
  assert.equal(plainMemory().slice(0, end), before.slice(0, end));
  assert.equal(names(meaning.data), ["x", "volatile"]);
  assert.is(told(options, overlay), "uidmap 5:6:7; gidmap 0:1:1; lower /a:b | /c; data x | volatile");
});

test("7.7.35: fsync=volatile and volatile are both the file system's", () => {
  assert.is(told(["volatile", "fsync=volatile"], overlay), "data volatile | fsync=volatile");
});

test("§1.4: X-containerd. words are refused by rule", () => {
  assert.is(told(["ro", "loop", "X-containerd.dmverity=/x"]), "refused words.internal: X-containerd.dmverity=/x");
});

// The lists as containerd's snapshotters give them.

const DIRECTORY = new URL("../data/containerd-mounts/", import.meta.url);
const ROOT = "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs";

for (const file of readdirSync(DIRECTORY).sort()) {
  const mounts: MountCase[] = JSON.parse(readFileSync(new URL(file, DIRECTORY), "utf8").replaceAll("@ROOT@", ROOT));
  test(`containerd's list ${file}`, () => {
    for (const { type, options = [] } of mounts) {
      const line = told(options, { overlay: type.endsWith("overlay") });
      if (options.some((option) => option.includes("{{"))) {
        assert.match(line, /^refused words\.template: lowerdir=\{\{ (mount|overlay) /);
      } else if (type === "overlay") {
        assert.is(line, overlayLine(options));
      } else {
        assert.is(line, type === "erofs" ? "set ro; loop" : bindLine(options));
      }
    }
  });
}

function maps(options: readonly string[]): string[] {
  return options.filter((option) => /^[ug]idmap=/.test(option)).map((option) => option.replace("=", " "));
}

function bindLine(options: readonly string[]): string {
  const flags = options.includes("ro") ? ["set ro bind rec"] : ["set bind rec", "clear ro"];
  return [...flags, ...maps(options)].join("; ");
}

function overlayLine(options: readonly string[]): string {
  const value = (key: string): string | undefined =>
    options.find((option) => option.startsWith(key))?.slice(key.length);
  const upper = value("upperdir=");
  return [
    ...maps(options),
    `lower ${value("lowerdir=")?.split(":").join(" | ")}`,
    ...(upper === undefined ? [] : [`upper ${upper}`, `work ${value("workdir=")}`]),
    "data index=off",
  ].join("; ");
}

test.run();
