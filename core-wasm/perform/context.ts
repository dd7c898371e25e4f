import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_ORDINARY_USERXATTR,
  RULE_UNDO_NOTE,
  RULE_VERIFY_IDENTITY,
  RULE_VERIFY_LAYER_IDENTITY,
  RULE_VERIFY_WRITABLE,
  RULE_WAY_ATTACH,
  RULE_WAY_CONTEXT,
  RULE_WAY_LAYER,
  RULE_WAY_OWN_CWD,
  RULE_WAY_WORD,
} from "../generated/rules.ts";
import { Capabilities, Features, Phase } from "../generated/types.ts";
import { dropClones } from "../idmap/clones.ts";
import {
  AT_EMPTY_PATH,
  FSCONFIG_CMD_CREATE,
  FSCONFIG_SET_FD,
  FSCONFIG_SET_FLAG,
  FSCONFIG_SET_STRING,
  MOVE_MOUNT_F_EMPTY_PATH,
  MOVE_MOUNT_T_EMPTY_PATH,
  MS_DIRSYNC,
  MS_LAZYTIME,
  MS_MANDLOCK,
  MS_RDONLY,
  MS_SYNCHRONOUS,
  O_DIRECTORY,
  O_PATH,
  ST_RDONLY,
} from "../kernel/flags.ts";
import { Named } from "../names/named.ts";
import { NO_CWD, Speller } from "../names/spelling.ts";
import { Overlay } from "../overlay/overlay.ts";
import { mountAttributes } from "../plan/attributes.ts";
import { CWD, NO_SUBJECT } from "../program/layout.ts";
import { bits, child, equal, note } from "../program/of-the-shim.ts";
import { close, fchdir, fstatfs, open, statx } from "../program/on-files.ts";
import { fsconfig, fsconfigFd, fsmount, fsopen, moveMount } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { MountProgram } from "../run/mount-program.ts";
import { CLONES, CONTEXT, DETACHED, ID_DETACHED, LAYER, PARENTS } from "../run/registers.ts";
import { IDENTITY_AT, IDENTITY_BYTES, parentOf, statxMask } from "../run/survey.ts";
import { has } from "../ways/budgets.ts";
import { Form, formOf, upperForm } from "../ways/context.ts";
import { keyLength, wordValue } from "../words/value.ts";

/** Makes an overlay by fsopen and fsconfig, a value a layer, proves what can be proved detached, and attaches it. */
export function performContext(
  m: MountProgram,
  overlay: Overlay,
  way: i32,
  cwd: i32,
  target: Bytes,
  proof: bool,
  journal: i32,
  capabilities: Capabilities,
): void {
  const p = m.program;
  p.phase = Phase.PERFORM;
  p.subject = NO_SUBJECT;
  if (m.performFrom < 0) m.performFrom = p.count;
  const fstype = p.word("overlay");
  fsopen(p, RULE_WAY_CONTEXT, CONTEXT, fstype);
  setString(p, RULE_WAY_CONTEXT, "source", overlay.source);
  setFlags(p, overlay.set);
  for (let i = 0; i < overlay.words.length; i++) {
    const added = overlay.userxattr && i == overlay.words.length - 1;
    setWord(p, added ? RULE_ORDINARY_USERXATTR : RULE_WAY_WORD, overlay.words[i]);
  }
  const layers = overlay.naming.layers;
  const firstData = layers.length - overlay.dataOnly;
  const lowerdir = p.word("lowerdir+");
  const datadir = overlay.dataOnly > 0 ? p.word("datadir+") : 0;
  let i = 0;
  while (i < layers.length) {
    // A run of names from the working directory shares one block.
    let end = i;
    while (end < layers.length && formOf(layers[end], way, cwd, capabilities.valueMax) == Form.NAME) end++;
    if (end > i) enter(p, overlay, cwd, end - i);
    for (let j = i; j < end; j++) {
      p.subject = j;
      const value = p.text(layers[j].name);
      fsconfig(p, RULE_WAY_LAYER, CONTEXT, FSCONFIG_SET_STRING, j < firstData ? lowerdir : datadir, value);
    }
    if (end < layers.length) {
      p.subject = end;
      const key = end < firstData ? lowerdir : datadir;
      setFull(m, layers[end], end, formOf(layers[end], way, cwd, capabilities.valueMax), key, capabilities, proof);
      end++;
    }
    i = end;
  }
  p.subject = NO_SUBJECT;
  const upper = overlay.naming.upper;
  const work = overlay.naming.work;
  if (upper !== null) setUpper(p, overlay, upper, "upperdir", way, cwd, capabilities);
  if (work !== null) setUpper(p, overlay, work, "workdir", way, cwd, capabilities);
  fsconfig(p, RULE_WAY_CONTEXT, CONTEXT, FSCONFIG_CMD_CREATE, 0, 0);
  fsmount(p, RULE_WAY_CONTEXT, DETACHED, CONTEXT, mountAttributes(overlay.set));
  dropClones(m, capabilities);
  if (proof) proveDetached(m, overlay, capabilities);
  if (proof && journal >= 0) noteDetached(m, journal);
  p.phase = Phase.PERFORM;
  const empty = m.openTarget >= 0 ? p.word("") : p.text(target);
  const to = m.openTarget >= 0 ? m.targetRegister() : CWD;
  const flags = MOVE_MOUNT_F_EMPTY_PATH | (m.openTarget >= 0 ? MOVE_MOUNT_T_EMPTY_PATH : 0);
  m.attach = moveMount(p, RULE_WAY_ATTACH, DETACHED, to, empty, flags);
  close(p, RULE_WAY_ATTACH, DETACHED);
  close(p, RULE_WAY_ATTACH, CONTEXT);
}

/** Before anybody can see it: read-only in disguise (kernel.md §2.4), and the id that it keeps. */
function proveDetached(m: MountProgram, overlay: Overlay, capabilities: Capabilities): void {
  const p = m.program;
  p.phase = Phase.VERIFY;
  m.detachedFlags = fstatfs(p, RULE_VERIFY_WRITABLE, DETACHED);
  m.writableOp = bits(p, RULE_VERIFY_WRITABLE, m.detachedFlags + 8, ST_RDONLY, overlay.writable() ? 0 : ST_RDONLY);
  const empty = p.word("");
  m.detached = statx(p, RULE_VERIFY_IDENTITY, ID_DETACHED, DETACHED, empty, AT_EMPTY_PATH, statxMask(capabilities));
}

/** The id is on record before anybody can see the mount: a process that dies then leaves nothing unknown. */
export function noteDetached(m: MountProgram, journal: i32): void {
  note(m.program, RULE_UNDO_NOTE, journal, m.detached + IDENTITY_AT, IDENTITY_BYTES);
}

function enter(p: Program, overlay: Overlay, cwd: i32, count: i32): void {
  if (cwd == NO_CWD) return;
  const subject = p.subject;
  p.subject = NO_SUBJECT;
  child(p, RULE_WAY_OWN_CWD, count + 1);
  fchdir(p, RULE_WAY_OWN_CWD, overlay.cwdRegister(cwd));
  p.subject = subject;
}

/** A layer by its absolute path or by a descriptor. */
function setFull(
  m: MountProgram,
  named: Named,
  index: i32,
  form: Form,
  key: i32,
  capabilities: Capabilities,
  proof: bool,
): void {
  const p = m.program;
  if (form == Form.FULL) {
    const value = p.text(named.full);
    fsconfig(p, RULE_WAY_LAYER, CONTEXT, FSCONFIG_SET_STRING, key, value);
    return;
  }
  if (named.isOwn()) {
    fsconfigFd(p, RULE_WAY_LAYER, CONTEXT, FSCONFIG_SET_FD, key, CLONES + named.parent);
    return;
  }
  const name = p.text(named.name);
  // 6.13 and 6.14 without the later fix take no O_PATH descriptors (kernel.md §3.2).
  const flags = has(capabilities, Features.LOWERDIR_FD) ? O_PATH | O_DIRECTORY : O_DIRECTORY;
  const from = named.mapped ? CLONES + named.parent : parentOf(named);
  open(p, RULE_WAY_LAYER, LAYER, from, name, flags);
  if (proof) {
    const empty = p.word("");
    const opened = statx(p, RULE_VERIFY_IDENTITY, -1, LAYER, empty, AT_EMPTY_PATH, statxMask(capabilities));
    // With proof `identity` the layer was looked at before: what is handed over must be that very directory.
    if (index < m.layersBefore.length) {
      // In a clone it is another mount that shows it.
      const same = named.mapped ? IDENTITY_BYTES - 8 : IDENTITY_BYTES;
      equal(p, RULE_VERIFY_LAYER_IDENTITY, m.layersBefore[index] + IDENTITY_AT, opened + IDENTITY_AT, same);
    }
  }
  fsconfigFd(p, RULE_WAY_LAYER, CONTEXT, FSCONFIG_SET_FD, key, LAYER);
  close(p, RULE_WAY_LAYER, LAYER);
}

function setUpper(
  p: Program,
  overlay: Overlay,
  named: Named,
  key: string,
  way: i32,
  cwd: i32,
  capabilities: Capabilities,
): void {
  const form = upperForm(named, way, cwd, capabilities.valueMax, has(capabilities, Features.UPPERDIR_FD));
  const keyText = p.word(key);
  if (form == Form.DESCRIPTOR) {
    const name = p.text(named.name);
    open(p, RULE_WAY_LAYER, LAYER, parentOf(named), name, O_PATH | O_DIRECTORY);
    fsconfigFd(p, RULE_WAY_LAYER, CONTEXT, FSCONFIG_SET_FD, keyText, LAYER);
    close(p, RULE_WAY_LAYER, LAYER);
    return;
  }
  // upperdir and workdir are unescaped by fsconfig too, other than lowerdir+: a backslash must be written twice.
  const speller = new Speller(p, form == Form.NAME ? cwd : named.parent, PARENTS);
  const value = p.size;
  if (form == Form.NAME) speller.escaped(named);
  else speller.escaped(new Named(named.full));
  p.end();
  if (form == Form.NAME) enter(p, overlay, cwd, 1);
  fsconfig(p, RULE_WAY_LAYER, CONTEXT, FSCONFIG_SET_STRING, keyText, value);
}

/** Flags that belong to the file system are keys here; those of the mount are attributes of fsmount. */
function setFlags(p: Program, flags: i32): void {
  if ((flags & MS_RDONLY) != 0) setFlag(p, "ro");
  if ((flags & MS_SYNCHRONOUS) != 0) setFlag(p, "sync");
  if ((flags & MS_DIRSYNC) != 0) setFlag(p, "dirsync");
  if ((flags & MS_MANDLOCK) != 0) setFlag(p, "mand");
  if ((flags & MS_LAZYTIME) != 0) setFlag(p, "lazytime");
}

function setFlag(p: Program, key: string): void {
  const text = p.word(key);
  fsconfig(p, RULE_WAY_WORD, CONTEXT, FSCONFIG_SET_FLAG, text, 0);
}

function setString(p: Program, why: i32, key: string, value: Bytes): void {
  const keyText = p.word(key);
  const text = p.text(value);
  fsconfig(p, why, CONTEXT, FSCONFIG_SET_STRING, keyText, text);
}

/** `key=value`, or a flag. */
function setWord(p: Program, why: i32, word: Bytes): void {
  const length = keyLength(word);
  const key = p.text(word.slice(0, length));
  if (length == word.length) {
    fsconfig(p, why, CONTEXT, FSCONFIG_SET_FLAG, key, 0);
    return;
  }
  const text = p.text(wordValue(word));
  fsconfig(p, why, CONTEXT, FSCONFIG_SET_STRING, key, text);
}
