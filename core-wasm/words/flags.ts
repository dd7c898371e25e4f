// The flag bits of mount(2), and the words of the VFS that set and clear them.
import { Bytes } from "../bytes/bytes.ts";
import { Meaning } from "./meaning.ts";

export const MS_RDONLY: i32 = 0x1;
export const MS_NOSUID: i32 = 0x2;
export const MS_NODEV: i32 = 0x4;
export const MS_NOEXEC: i32 = 0x8;
export const MS_SYNCHRONOUS: i32 = 0x10;
export const MS_MANDLOCK: i32 = 0x40;
export const MS_DIRSYNC: i32 = 0x80;
export const MS_NOSYMFOLLOW: i32 = 0x100;
export const MS_NOATIME: i32 = 0x400;
export const MS_NODIRATIME: i32 = 0x800;
export const MS_BIND: i32 = 0x1000;
export const MS_REC: i32 = 0x4000;
export const MS_SILENT: i32 = 0x8000;
export const MS_UNBINDABLE: i32 = 0x20000;
export const MS_PRIVATE: i32 = 0x40000;
export const MS_SLAVE: i32 = 0x80000;
export const MS_SHARED: i32 = 0x100000;
export const MS_RELATIME: i32 = 0x200000;
export const MS_I_VERSION: i32 = 0x800000;
export const MS_STRICTATIME: i32 = 0x1000000;
export const MS_LAZYTIME: i32 = 0x2000000;

/** One choice of three: in mount(2) strictatime wins in any order, so a later word takes the earlier one's bit. */
const ATIME_CHOICE: i32 = MS_NOATIME | MS_RELATIME | MS_STRICTATIME;

/** A word of the VFS and its inverse. False: not one of them. */
export function readFlagWord(word: Bytes, meaning: Meaning): bool {
  if (word.is("ro")) return meaning.set(MS_RDONLY);
  if (word.is("rw")) return meaning.clear(MS_RDONLY);
  if (word.is("nosuid")) return meaning.set(MS_NOSUID);
  if (word.is("suid")) return meaning.clear(MS_NOSUID);
  if (word.is("nodev")) return meaning.set(MS_NODEV);
  if (word.is("dev")) return meaning.clear(MS_NODEV);
  if (word.is("noexec")) return meaning.set(MS_NOEXEC);
  if (word.is("exec")) return meaning.clear(MS_NOEXEC);
  if (word.is("bind")) return meaning.set(MS_BIND);
  if (word.is("rbind")) return meaning.set(MS_BIND | MS_REC);
  if (word.is("noatime")) return meaning.choose(MS_NOATIME, ATIME_CHOICE);
  if (word.is("atime")) return meaning.clear(MS_NOATIME);
  if (word.is("relatime")) return meaning.choose(MS_RELATIME, ATIME_CHOICE);
  if (word.is("norelatime")) return meaning.clear(MS_RELATIME);
  if (word.is("strictatime")) return meaning.choose(MS_STRICTATIME, ATIME_CHOICE);
  if (word.is("nostrictatime")) return meaning.clear(MS_STRICTATIME);
  if (word.is("nodiratime")) return meaning.set(MS_NODIRATIME);
  if (word.is("diratime")) return meaning.clear(MS_NODIRATIME);
  if (word.is("lazytime")) return meaning.set(MS_LAZYTIME);
  if (word.is("nolazytime")) return meaning.clear(MS_LAZYTIME);
  if (word.is("sync")) return meaning.set(MS_SYNCHRONOUS);
  if (word.is("async")) return meaning.clear(MS_SYNCHRONOUS);
  if (word.is("dirsync")) return meaning.set(MS_DIRSYNC);
  if (word.is("mand")) return meaning.set(MS_MANDLOCK);
  if (word.is("nomand")) return meaning.clear(MS_MANDLOCK);
  if (word.is("iversion")) return meaning.set(MS_I_VERSION);
  if (word.is("noiversion")) return meaning.clear(MS_I_VERSION);
  if (word.is("nosymfollow")) return meaning.set(MS_NOSYMFOLLOW);
  if (word.is("symfollow")) return meaning.clear(MS_NOSYMFOLLOW);
  if (word.is("silent")) return meaning.set(MS_SILENT);
  if (word.is("loud")) return meaning.clear(MS_SILENT);
  return false;
}

/** A word of propagation: a second mount(2) after the mount. The last one wins. False: not one of them. */
export function readPropagationWord(word: Bytes, meaning: Meaning): bool {
  if (word.is("private")) return meaning.propagate(MS_PRIVATE);
  if (word.is("rprivate")) return meaning.propagate(MS_PRIVATE | MS_REC);
  if (word.is("shared")) return meaning.propagate(MS_SHARED);
  if (word.is("rshared")) return meaning.propagate(MS_SHARED | MS_REC);
  if (word.is("slave")) return meaning.propagate(MS_SLAVE);
  if (word.is("rslave")) return meaning.propagate(MS_SLAVE | MS_REC);
  if (word.is("unbindable")) return meaning.propagate(MS_UNBINDABLE);
  if (word.is("runbindable")) return meaning.propagate(MS_UNBINDABLE | MS_REC);
  return false;
}
