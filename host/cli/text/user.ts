import { utf8Text } from "../../bytes.ts";
import { shown } from "../../shown.ts";
import type { ResolvedUser } from "../../types.ts";
import type { Paint } from "../description.ts";
import type { JsonUser } from "../json.ts";
import { jsonText } from "./path.ts";

export function userJson({ uid, gid, additionalGids, username }: ResolvedUser): JsonUser {
  return {
    ok: true,
    uid,
    gid,
    additionalGids,
    username: username === undefined ? null : jsonText(username),
    ...(username && utf8Text(username) === undefined && { usernameBytes: btoa(String.fromCharCode(...username)) }),
  };
}

export function userText({ uid, gid, additionalGids, username }: ResolvedUser, paint: Paint): string {
  const name = username === undefined ? "" : ` (${shown(username)})`;
  return `uid ${paint.bold(String(uid))}${name}, gid ${paint.bold(String(gid))}, groups ${additionalGids.join(",")}\n`;
}
