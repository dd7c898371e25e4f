/** Random USERs, and files of an image that say whom they mean: good lines, bad ones, and no text at all. */
import type { Request } from "../../host/planner/generated/types.ts";
import type { Random } from "../model/random.ts";
import { bytes } from "../support/names.ts";

const IDS = ["0", "33", "405", "1000", "2147483647", "2147483648", "4294967294", "4294967295", "-1", "+7", "007", "x"];
const NAMES = ["root", "guest", "bin", "nobody", "\xff", "#none", ""];
const LARGEST = 1048576;

function user(random: Random): string {
  const one = (): string => random.of(random.once(2) ? NAMES : IDS);
  if (random.once(12)) return `${one()}:${one()}:${one()}`;
  return random.once(2) ? one() : `${one()}:${one()}`;
}

/** Whom somebody asks for, in an image that is mounted at `root`. */
export function userRequest(random: Random, root: Uint8Array): Request {
  const count = random.once(20) ? 257 : random.below(3);
  const groups = Array.from({ length: count }, () => bytes(random.of(random.once(2) ? NAMES : IDS)));
  const nowhere = random.once(8) ? new Uint8Array(0) : root;
  return { tag: "user", value: { root: nowhere, user: bytes(user(random)), groups } };
}

function line(random: Random): string {
  if (random.once(10)) return random.of(["", "  ", "# comment", "name", ":::", "a:b", "\0", ":x:0:0"]);
  const space = random.once(10) ? "\t " : "";
  const rest = random.of([random.of(IDS), `${random.of(NAMES)},${random.of(NAMES)}`, "bin,guest"]);
  return `${space}${random.of(NAMES)}:x:${random.of(IDS)}:${rest}:::${space}`;
}

/** What a read of `room` bytes gives of a passwd or a group. */
export function userFile(random: Random, room: number): Uint8Array {
  if (room < 16) return bytes(random.once(5) ? "and more" : "");
  if (room === LARGEST && random.once(3)) return new Uint8Array(room);
  return bytes(Array.from({ length: random.below(9) }, () => line(random)).join("\n"));
}
