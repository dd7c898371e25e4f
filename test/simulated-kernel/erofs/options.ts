/** The parameters of EROFS: fs/erofs/super.c, each looked at as soon as it is given. */
import { EINVAL } from "../numbers.ts";
import type { Rules } from "../rules.ts";

/** What the parameters have become so far. */
export class ErofsConfig {
  /** Whose words mountinfo shows, with `no` in front where they were turned off. */
  readonly flags = new Map([
    ["user_xattr", true],
    ["acl", true],
    ["directio", false],
  ]);
  cache = "readaround";
  dax = "";
  offset = 0;
  readonly devices: string[] = [];
}

const CACHE = ["disabled", "readahead", "readaround"];
const DAX = ["always", "never"];
const WORDS = ["dax", "cache_strategy", "device", "fsid", "domain_id", "fsoffset"];

/** As kstrtoull reads it, with the base that it tells. */
const NUMBER = /^(?:0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i;

function isKnown(key: string, { features }: Rules): boolean {
  if (/^(?:no)?directio$/.test(key)) return features.erofsDirectio;
  if (key === "fsoffset") return features.erofsFsoffset;
  return WORDS.includes(key) || /^(?:no)?(?:user_xattr|acl)$/.test(key);
}

function isGood(key: string, value: string): boolean {
  if (key === "cache_strategy") return CACHE.includes(value);
  if (key === "dax") return DAX.includes(value);
  return key !== "fsoffset" || NUMBER.test(value);
}

function takeValue(config: ErofsConfig, key: string, value: string | undefined): boolean {
  if (key === "dax" && value === undefined) {
    config.dax = "always";
    return true;
  }
  if (value === undefined || value === "" || !isGood(key, value)) return false;
  if (key === "cache_strategy") config.cache = value;
  else if (key === "dax") config.dax = value;
  else if (key === "device") config.devices.push(value);
  else if (key === "fsoffset") config.offset = Number(/^0\d/.test(value) ? `0o${value}` : value);
  return true;
}

/** Takes one parameter: 0 or a negative errno. `say` gets the message of what is not taken. */
export function takeErofs(
  config: ErofsConfig,
  key: string,
  value: string | undefined,
  rules: Rules,
  say: (message: string) => void,
): number {
  const refuse = (message: string): number => {
    say(`e erofs: ${message}\n`);
    return -EINVAL;
  };
  // Of a word without a name nobody hears.
  if (key === "") return 0;
  if (!isKnown(key, rules)) return refuse(`Unknown parameter '${key}'`);
  const flag = key.replace(/^no/, "");
  if (config.flags.has(flag)) {
    if (value !== undefined) return refuse(`Unexpected value for '${key}'`);
    config.flags.set(flag, flag === key);
    return 0;
  }
  return takeValue(config, key, value) ? 0 : refuse(`Bad value for '${key}'`);
}

/** As mountinfo shows them. */
export function shownErofs({ flags, cache, dax, offset }: ErofsConfig): string[] {
  const word = (name: string) => (flags.get(name) === true ? name : `no${name}`);
  return [
    word("user_xattr"),
    word("acl"),
    `cache_strategy=${cache}`,
    ...(dax === "never" ? ["dax=never"] : []),
    ...(flags.get("directio") === true ? ["directio"] : []),
    ...(offset > 0 ? [`fsoffset=${offset}`] : []),
  ];
}
