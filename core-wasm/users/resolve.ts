// From USER to ids, as containerd's WithUser, WithAdditionalGIDs and WithAppendAdditionalGroups give them one after the
// other (containerd.md §6).

import { ascii, Bytes } from "../bytes/bytes.ts";
import {
  RULE_USER_FORM,
  RULE_USER_NO_FILE,
  RULE_USER_NO_GROUP,
  RULE_USER_NO_USER,
  RULE_USER_RANGE,
} from "../generated/rules.ts";
import { BytesList, UserRequest } from "../generated/types.ts";
import { find8 } from "../memory/memory.ts";
import { Refusal } from "../refusal/refusal.ts";
import { Entries } from "./entries.ts";
import { ID_MOST, idOf, isAtMost, isNumber, SPEC_MOST } from "./numbers.ts";
import { UserFile } from "./user-file.ts";

const COLON: i32 = 0x3a;

/** Whom a USER means. */
export class Resolved {
  uid: i32 = 0;
  gid: i32 = 0;
  gids: i32[] = [];
  username: Bytes | null = null;
}

/** Finds the ids of a request; null: refused. */
export function resolve(request: UserRequest, passwd: UserFile, group: UserFile, refusal: Refusal): Resolved | null {
  const found = new Resolved();
  const user = request.user;
  if (!readSpec(user, found, passwd, group, refusal)) return null;
  const entry = passwd.present ? byId(passwd, found.uid) : null;
  if (entry !== null) found.username = entry.name();
  // Without a USER the groups are those of the name root, whoever has uid 0; passwd is not asked.
  const member = user.length == 0 ? ascii("root") : found.username;
  if (user.length > 0 && !passwd.asked(refusal)) return null;
  if (member !== null && !addMemberships(member, found, group, refusal)) return null;
  if (!holds(found.gids, found.gid)) {
    const gids: i32[] = [found.gid];
    for (let i = 0; i < found.gids.length; i++) gids.push(found.gids[i]);
    found.gids = gids;
  }
  if (!addGroups(request.groups, found, group, refusal)) return null;
  return found;
}

function readSpec(user: Bytes, found: Resolved, passwd: UserFile, group: UserFile, refusal: Refusal): bool {
  if (user.length == 0) return true;
  const colon = find8(user.at, user.length, COLON);
  if (colon < 0) return readUser(user, user, true, found, passwd, refusal);
  const name = user.slice(0, colon);
  const other = user.slice(colon + 1, user.length);
  if (find8(other.at, other.length, COLON) >= 0) return refusal.refuse(RULE_USER_FORM, user);
  // Both numbers are looked at before any file is.
  if (!isInRange(name, user, "uid", refusal) || !isInRange(other, user, "gid", refusal)) return false;
  if (name.length > 0 && !readUser(name, user, false, found, passwd, refusal)) return false;
  found.gid = 0;
  if (isNumber(other.at, other.length)) {
    found.gid = idOf(other);
    return true;
  }
  if (other.length == 0) return true;
  if (!group.asked(refusal)) return false;
  if (!group.present) return lacksFile(user, group, refusal);
  const entries = new Entries(group.text, true);
  while (entries.next()) {
    if (!entries.isNamed(other)) continue;
    found.gid = entries.id;
    return true;
  }
  return refusal.refuse(RULE_USER_NO_GROUP, other);
}

/** `alone`: the gid is that of passwd, and a uid that nobody has will do. */
function readUser(name: Bytes, user: Bytes, alone: bool, found: Resolved, passwd: UserFile, refusal: Refusal): bool {
  if (isNumber(name.at, name.length)) {
    if (!isInRange(name, user, "uid", refusal)) return false;
    found.uid = idOf(name);
    if (!alone) return true;
    if (!passwd.asked(refusal)) return false;
    const entry = passwd.present ? byId(passwd, found.uid) : null;
    if (entry !== null) found.gid = entry.gid;
    return true;
  }
  if (!passwd.asked(refusal)) return false;
  if (!passwd.present) return lacksFile(user, passwd, refusal);
  const entries = new Entries(passwd.text, false);
  while (entries.next()) {
    if (!entries.isNamed(name)) continue;
    found.uid = entries.id;
    found.gid = entries.gid;
    return true;
  }
  return refusal.refuse(RULE_USER_NO_USER, name);
}

function isInRange(text: Bytes, user: Bytes, kind: string, refusal: Refusal): bool {
  if (!isNumber(text.at, text.length) || isAtMost(text.at, text.length, SPEC_MOST)) return true;
  refusal.other = ascii(kind);
  return refusal.over(RULE_USER_RANGE, user, 0, idOf(ascii(SPEC_MOST)));
}

function lacksFile(item: Bytes, file: UserFile, refusal: Refusal): bool {
  refusal.other = file.path;
  return refusal.refuse(RULE_USER_NO_FILE, item);
}

/** The first entry with this uid; null: there is none. */
function byId(passwd: UserFile, uid: i32): Entries | null {
  const entries = new Entries(passwd.text, false);
  while (entries.next()) {
    if (entries.id == uid) return entries;
  }
  return null;
}

/** The groups that list somebody, but for the one that has the same name. */
function addMemberships(name: Bytes, found: Resolved, group: UserFile, refusal: Refusal): bool {
  if (!group.asked(refusal)) return false;
  const entries = new Entries(group.text, true);
  while (entries.next()) {
    if (!entries.isNamed(name) && entries.hasMember(name)) found.gids.push(entries.id);
  }
  return true;
}

/**
 * More groups, each by number or by name: of several with one name the last counts, as there. The file is gone through
 * once, however many are asked for.
 */
function addGroups(asked: BytesList, found: Resolved, group: UserFile, refusal: Refusal): bool {
  const gids: i32[] = [];
  const names: Bytes[] = [];
  /** Which of `gids` each name is for. */
  const wanted: i32[] = [];
  for (let i = 0; i < asked.length; i++) {
    const one = asked.get(i);
    // Unlike in USER, a sign makes a name of it, and so does a number that no group can have.
    const unsigned = isNumber(one.at, one.length) && one.byte(0) >= 0x30;
    const isGid = unsigned && isAtMost(one.at, one.length, ID_MOST);
    gids.push(isGid ? idOf(one) : 0);
    if (isGid) continue;
    names.push(one);
    wanted.push(i);
  }
  if (names.length > 0) {
    if (!group.asked(refusal)) return false;
    if (!group.present) return lacksFile(names[0], group, refusal);
  }
  const named: bool[] = [];
  for (let i = 0; i < names.length; i++) named.push(false);
  const entries = new Entries(group.text, true);
  while (names.length > 0 && entries.next()) {
    for (let i = 0; i < names.length; i++) {
      if (!entries.isNamed(names[i])) continue;
      gids[wanted[i]] = entries.id;
      named[i] = true;
    }
  }
  for (let i = 0; i < names.length; i++) {
    if (!named[i]) return refusal.refuse(RULE_USER_NO_GROUP, names[i]);
  }
  for (let i = 0; i < gids.length; i++) found.gids.push(gids[i]);
  return true;
}

function holds(gids: i32[], gid: i32): bool {
  for (let i = 0; i < gids.length; i++) {
    if (gids[i] == gid) return true;
  }
  return false;
}
