/** The words of an overlay's options: how they are split, which there are, and what stands in their way. */
import * as n from "../numbers.ts";
import type { Rules } from "../rules.ts";

/** What a kernel says of a word besides its errno; it is kept where there is a context to keep it. */
export type Say = (message: string) => void;

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  redirect_dir: ["off", "follow", "nofollow", "on"],
  index: ["off", "on"],
  nfs_export: ["off", "on"],
  metacopy: ["off", "on"],
  xino: ["off", "auto", "on"],
  uuid: ["off", "null", "auto", "on"],
  verity: ["off", "on", "require"],
  fsync: ["volatile", "auto", "strict"],
};

const FLAGS = ["default_permissions", "volatile", "userxattr", "override_creds", "nooverride_creds"];

function isKnown(key: string, { features }: Rules): boolean {
  if (key === "userxattr") return features.userxattr;
  if (key === "uuid") return features.uuid;
  if (key === "verity") return features.verity;
  if (key === "fsync") return features.fsync;
  if (key.endsWith("override_creds")) return features.overrideCreds;
  return key in CHOICES || FLAGS.includes(key);
}

/** Takes a word that names no directory. A value of undefined: it stands alone. */
export function takeWord(
  words: Map<string, string>,
  key: string,
  value: string | undefined,
  rules: Rules,
  say: Say,
): number {
  if (!isKnown(key, rules)) {
    say(`e overlay: Unknown parameter '${key}'\n`);
    return -rules.errnos.unknownWord;
  }
  if (FLAGS.includes(key)) {
    if (value !== undefined) {
      say(`e overlay: Unexpected value for '${key}'\n`);
      return -n.EINVAL;
    }
    words.set(key, "");
    return 0;
  }
  if (value === undefined || !CHOICES[key]?.includes(value)) {
    // On kernels before it `uuid=` took two values of the four, and where it is not known none.
    say(`e overlay: Bad value for '${key}'\n`);
    return -n.EINVAL;
  }
  words.set(key, value);
  return 0;
}

/** Whether the words can be had together (ovl_fs_params_verify). */
export function conflict(words: ReadonlyMap<string, string>, hasUpper: boolean): boolean {
  const metacopy = words.get("metacopy") === "on";
  const redirect = words.get("redirect_dir");
  if (words.has("userxattr") && (metacopy || redirect === "on")) return true;
  // Without an upperdir following redirects is the same as making them.
  if (metacopy && (redirect === "nofollow" || (hasUpper && redirect !== undefined && redirect !== "on"))) return true;
  // Without an upperdir exporting is given up silently, unless no redirect is followed.
  const nfs = words.get("nfs_export") === "on" && (hasUpper || redirect === "nofollow");
  return nfs && (metacopy || (hasUpper && words.get("index") === "off"));
}

/** Whether an overlay of these words leaves its mark, and flushes nothing. */
export function isVolatile(words: ReadonlyMap<string, string>): boolean {
  return words.has("volatile") || words.get("fsync") === "volatile";
}

/** What became of an overlay, as far as its words tell of it. */
export interface Made {
  readonly hasUpper: boolean;
  /** Whether the upperdir has got an identity, had one before, or can have none. */
  readonly identity: "new" | "kept" | "none";
  readonly isIndexed: boolean;
  /** By root's own attributes, with which redirects are followed. */
  readonly isMarked: boolean;
}

/** How redirects are followed; what is not shown is what is done by itself. */
function shownRedirect(words: ReadonlyMap<string, string>, { hasUpper, isMarked }: Made): string | undefined {
  const given = words.get("redirect_dir");
  const isNever = words.has("userxattr") || (hasUpper && !isMarked);
  if (given === "nofollow" || (given === undefined && isNever)) return "nofollow";
  return !hasUpper || given === "on" || words.get("metacopy") === "on" ? "on" : undefined;
}

/** A new upperdir gets an identity of its own; without one there is nothing to keep it in. */
function shownUuid(words: ReadonlyMap<string, string>, { hasUpper, identity }: Made): string | undefined {
  const given = words.get("uuid") ?? "auto";
  if (!hasUpper) return given === "auto" ? undefined : "null";
  if (identity === "kept" && given === "auto") return undefined;
  if (identity === "none" && given !== "off") return "null";
  return given === "auto" ? "on" : given;
}

/** The words that mountinfo shows behind the directories: those given, and those that follow from them. */
export function shownWords(words: ReadonlyMap<string, string>, made: Made, rules: Rules): string[] {
  const { hasUpper, isIndexed } = made;
  const shown: string[] = [];
  const add = (key: string, value: string | undefined) => {
    if (value !== undefined) shown.push(value === "" ? key : `${key}=${value}`);
  };
  const redirect = shownRedirect(words, made);
  const exported = words.get("nfs_export") === "on" && (hasUpper ? isIndexed : redirect === "nofollow");
  const given = (key: string) => (words.get(key) === "off" ? undefined : words.get(key));
  add("default_permissions", words.get("default_permissions"));
  add("redirect_dir", redirect);
  add("index", isIndexed ? "on" : undefined);
  if (rules.features.uuid) add("uuid", shownUuid(words, made));
  add("nfs_export", exported ? "on" : undefined);
  add("metacopy", given("metacopy"));
  if (words.get("fsync") === "strict") add("fsync", "strict");
  if (hasUpper && isVolatile(words)) shown.push(rules.texts.volatileShown);
  add("userxattr", words.get("userxattr"));
  add("verity", given("verity"));
  return shown;
}

/** Option text as single options: a comma behind a backslash is part of a name. */
export function splitOptions(text: string): string[] {
  const options: string[] = [];
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    if (text[i] === "\\") i++;
    else if (i === text.length || text[i] === ",") {
      if (i > from) options.push(text.slice(from, i));
      from = i + 1;
    }
  }
  if (from < text.length) options.push(text.slice(from));
  return options;
}

/** A name without its backslashes. */
export function unescaped(name: string): string {
  return name.includes("\\") ? name.replace(/\\(.)/gs, "$1") : name;
}

/** The names in the value of `lowerdir=`, escapes left, and how many of the last hold data only; or an errno. */
export function splitLowerdir(value: string, rules: Rules): { names: string[]; data: number } | number {
  if (value.startsWith(":") && !rules.features.appends) return -n.EINVAL;
  const names: string[] = [];
  let data = 0;
  let from = 0;
  let isData = false;
  for (let i = 0; i <= value.length; i++) {
    if (value[i] === "\\" && i < value.length) {
      i++;
      continue;
    }
    if (i < value.length && value[i] !== ":") continue;
    const name = value.slice(from, i);
    if (name === "" && i === value.length) {
      if (rules.errnos.trailingColon !== 0) return -rules.errnos.trailingColon;
      break;
    }
    if (name === "" && from > 0) {
      if (isData || value[i + 1] === ":") return -n.EINVAL;
      isData = true;
      from = i + 1;
      continue;
    }
    // A layer behind one that holds data only is one of those, too, and says so itself.
    if (data > 0 && !isData) return -n.EINVAL;
    if (isData) data++;
    isData = false;
    if (name !== "") names.push(name);
    from = i + 1;
  }
  return data > 0 && data === names.length ? -n.EINVAL : { names, data };
}
