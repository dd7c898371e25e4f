/** Mount lists as containerd has them. */
import { mountsFromJson } from "../../../host/cli/input/mounts-json.ts";
import { mountList } from "../../core/random-mounts.ts";
import type { Random } from "../../model/random.ts";
import { name } from "../../support/names.ts";
import type { Door } from "../door.ts";
import { nearly } from "./random-json.ts";
import { ruled } from "./wrong.ts";

/** Some names are longer than 4,096 bytes, and a list has several thousand: those say nothing more here. */
const LONGEST = 4096;

function text(random: Random): string {
  const mounts = mountList(random).map(({ fstype, source, target, options }) => ({
    type: name(fstype),
    source: name(source),
    ...(target.length > 0 && { target: name(target) }),
    options: options.slice(0, 20).map((option) => name(option).slice(0, LONGEST)),
  }));
  return JSON.stringify(mounts);
}

export function open(): Door {
  return {
    input: (random) => nearly(random, text(random)),
    answer: (input) => ruled(() => mountsFromJson(input, "list")),
    usual: ["read", "input.json-syntax", "input.json-shape", "input.json-field", "input.json-repeated"],
  };
}
