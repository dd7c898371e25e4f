import { statSync } from "node:fs";
import { bytesOf } from "../../host/bytes.ts";
import { Session } from "../../host/linux/session.ts";
import { type NewRecord, type State, stateIn } from "../../host/records/index.ts";
import { temporary } from "../support/temporary.ts";

/** One session for all records of a test file. */
export const session = new Session();

/** A state directory that does not exist yet, in a temporary directory. */
export async function freshState(label: string): Promise<State & { readonly path: string }> {
  const path = `${temporary(`records-${label}`).path}/state`;
  return { ...(await stateIn(session, path)), path };
}

/** A record of one overlay at a target. */
export function overlayAt(target: string | Uint8Array, mountId = 4294967300n): NewRecord {
  return {
    target: bytesOf(target),
    madeTarget: false,
    planHash: "0011223344556677",
    mounts: [
      {
        identity: {
          target: new Uint8Array(),
          mountId,
          unique: true,
          devMajor: 0,
          devMinor: 52,
          ino: 2n ** 60n + 1n,
          tree: false,
        },
        fstype: bytesOf("overlay"),
        source: bytesOf("overlay"),
        way: "relative",
        layers: 128,
        readOnly: false,
      },
    ],
  };
}

/** Permission bits of a file or directory. */
export function modeOf(path: string): number {
  return statSync(path).mode & 0o7777;
}
