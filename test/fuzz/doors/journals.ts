/** What a run's journal says of itself, as it lies in the state directory when its process has died. */
import { encodeAbout } from "../../../host/records/journal.ts";
import { decodeAbout } from "../../../host/records/left-journals.ts";
import { letters, path } from "../../core/random-names.ts";
import type { Random } from "../../model/random.ts";
import { bytes } from "../../support/names.ts";
import type { Door } from "../door.ts";
import { nearly } from "./random-json.ts";

const latin1 = new TextDecoder("latin1");

function text(random: Random): string {
  const about = {
    boot: "0c7d3a3e-0000-4000-8000-000000000000",
    namespace: BigInt(random.below(2 ** 32)),
    target: bytes(`/${path(random).replaceAll("\0", "")}`),
    token: letters(random, 12),
    created: random.below(2 ** 31),
  };
  return random.once(50) ? random.of(["null", "7", "[]", '""', "{}"]) : latin1.decode(encodeAbout(about));
}

export function open(): Door {
  return {
    input: (random) => nearly(random, text(random)),
    answer(input) {
      const about = decodeAbout(input);
      if (about === undefined) return "no journal";
      // What was read is what would be written: nothing of it was understood by halves.
      if (Bun.deepEquals(decodeAbout(encodeAbout(about)), about)) return "read";
      throw new Error(`what was read is written as ${latin1.decode(encodeAbout(about))}`);
    },
    usual: ["read", "no journal"],
  };
}
