/** Records of finished mounts, as they lie in the state directory. */
import { sameBytes } from "../../../host/bytes.ts";
import { decodeRecord, NoRecord } from "../../../host/records/decode.ts";
import { encodeRecord } from "../../../host/records/record.ts";
import { path } from "../../core/random-names.ts";
import { identities } from "../../core/random-run.ts";
import type { Random } from "../../model/random.ts";
import { bytes } from "../../support/names.ts";
import type { Door } from "../door.ts";
import { nearly } from "./random-json.ts";

const latin1 = new TextDecoder("latin1");

function text(random: Random): string {
  const mounts = identities(random, 1 + random.below(3)).map((identity) => ({
    identity: { ...identity, target: bytes(random.of(["", "proc", "a b/\xff"])) },
    fstype: bytes(random.of(["overlay", "tmpfs", "\xff"])),
    source: bytes(path(random).replaceAll("\0", "")),
    way: random.once(3) ? undefined : random.of(["relative", "descriptors"] as const),
    layers: random.below(500),
    readOnly: random.once(2),
    ...(random.once(3) && { uidMap: bytes("0 100000 65536\n"), gidMap: bytes("0 100000 65536\n") }),
  }));
  const record = {
    boot: "0c7d3a3e-0000-4000-8000-000000000000",
    namespace: BigInt(random.below(2 ** 32)),
    created: random.below(2 ** 31),
    target: bytes(`/${path(random).replaceAll("\0", "")}`),
    madeTarget: random.once(2),
    planHash: "0011223344556677",
    mounts,
    ...(random.once(2) && { made: { devMajor: random.below(4096), devMinor: random.below(2 ** 20), ino: 2n ** 63n } }),
    ...(random.once(2) && { claims: ["253:0-77", "0:54-18446744073709551615"].slice(random.below(3)) }),
    ...(random.once(2) && { token: String(random.below(2 ** 31)).padStart(15, "0") }),
    ...(random.once(3) && { owner: "owner-000000000000001.lock" }),
  };
  return latin1.decode(encodeRecord(record));
}

export function open(): Door {
  return {
    input: (random) => nearly(random, text(random)),
    answer(input) {
      try {
        const written = encodeRecord(decodeRecord(input));
        // What was read is what would be written: nothing of it was understood by halves.
        if (sameBytes(encodeRecord(decodeRecord(written)), written)) return "read";
        throw new Error(`what was read is written as ${latin1.decode(written)}`);
      } catch (error) {
        if (error instanceof NoRecord) return "no record";
        throw error;
      }
    },
    usual: ["read", "no record"],
  };
}
