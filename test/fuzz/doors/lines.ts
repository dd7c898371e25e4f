/** Lines of fstab and of `mount` commands. */
import { mountsFromLines } from "../../../host/cli/input/lines.ts";
import { mutatedBytes } from "../../core/mutate.ts";
import { words } from "../../core/random-names.ts";
import type { Random } from "../../model/random.ts";
import { bytes, name } from "../../support/names.ts";
import type { Door } from "../door.ts";
import { ruled } from "./wrong.ts";

const TARGET = bytes("/mnt/web");
const SOURCES = [
  "overlay",
  "/dev/vda1",
  "LABEL=root",
  "UUID=0-1",
  "tmpfs",
  "proc",
  "relative/a",
  "..",
  "\\040",
  "\\1234",
];
const PLACES = ["/mnt/web", "/mnt/web/proc", "/mnt/web//a/./b", "/mnt/web/..", "/", "none", "/mnt/web\\040x", "\\000"];
const TYPES = ["overlay", "bind", "tmpfs", "proc", "ext4", "erofs", "\\157verlay", "\\400", "format/erofs", "-"];
const GAPS = [" ", "\t", "  ", " \t ", "\r", "\v"];
const ENDS = ["\n", "\n\n", "\r\n", "", " \n", "\n# a comment\n", "\0\n"];

function option(random: Random): string {
  const list = words(random).map(name).join(",");
  return random.once(3)
    ? list.replaceAll(/[ ,]/g, (byte) => `\\0${byte.charCodeAt(0).toString(8)}`)
    : list || "defaults";
}

function line(random: Random): string {
  const gap = (): string => (random.once(8) ? random.of(GAPS) : " ");
  if (random.once(2)) {
    const fields = [
      random.of(SOURCES),
      random.of(PLACES),
      random.of(TYPES),
      option(random),
      "0",
      random.of(["0", "2", "x"]),
    ];
    return fields.slice(0, random.once(6) ? random.below(7) : 6).join(gap());
  }
  const parts = ["mount", "-t", random.of(TYPES), random.of(SOURCES), random.of(PLACES), "-o", option(random)];
  if (random.once(6)) parts.splice(random.below(parts.length), 1);
  if (random.once(6)) parts.splice(random.below(parts.length), 0, random.of(["-t", "-o", "-r", "--", "x"]));
  return parts.join(gap());
}

function list(random: Random): Uint8Array {
  let text = "";
  for (let i = random.below(5); i >= 0; i--) text += line(random) + random.of(ENDS);
  return bytes(text);
}

export function open(): Door {
  return {
    input(random) {
      let text = list(random);
      for (let n = random.below(3); n > 0; n--) text = mutatedBytes(random, text, list(random));
      return text;
    },
    answer: (input) => ruled(() => mountsFromLines(input, "list", TARGET)),
    usual: ["read", "input.nul", "input.tag", "input.place", "input.fstab-fields", "input.mount-operands"],
  };
}
