/** Where the layers of a stack lie beneath its directory: each layout is a trap of its own. */

/** Path of layer `index` (0 is the lowest) of `count`, relative to the stack's directory; one character a byte. */
export type Layout = (index: number, count: number) => string;

/** As containerd's overlay snapshotter: `snapshots/ID/fs`, so that 500 fit into a page by relative names. */
export const containerd: Layout = (index) => `snapshots/${index + 1}/fs`;

/** Layers in several directories that have no parent near by in common. */
export const several: Layout = (index) => `store-${index % 3}/a/${"deep/".repeat(index % 3)}${index + 1}/fs`;

/** Names of 255 bytes, the most a component can have: too long for an fsconfig value behind any prefix. */
export const long: Layout = (index) => `long/${String(index + 1).padStart(4, "0")}${"n".repeat(251)}`;

/** Every third name is long: what `mixed` is made for. */
export const partlyLong: Layout = (index, count) => (index % 3 === 1 ? long(index, count) : `long/${index + 1}`);

/** Whole paths beyond 1,000 bytes, with short last components. */
export const deep: Layout = (index) => `${`${"d".repeat(240)}/`.repeat(5)}${index + 1}/fs`;

/**
 * Names of which one is the beginning of the other: a prefix compared without its slash goes wrong (peers.md §5 T2).
 */
export const prefixes: Layout = (index) => `p/${"ab".repeat(index + 1).slice(0, index + 1)}`;

/** The name of the common directory again inside each path (peers.md §5 T8). */
export const repeated: Layout = (index) => `snapshots/${index + 1}/snapshots/fs/snapshots`;

/** Names with everything that an option string, a mount table or a shell may trip over (peers.md §5 T7). */
export const HOSTILE: readonly string[] = [
  "colon:colon",
  "comma,comma",
  "back\\slash",
  "\\",
  "trailing\\",
  ":",
  "::",
  ",",
  "\\:",
  "\\,upperdir=x",
  'quo"te',
  "apos'trophe",
  " ",
  " leading and trailing ",
  "new\nline",
  "\n",
  "tab\there",
  "-dash",
  "--lower",
  "#hash",
  "...",
  "....",
  "a",
  "ab",
  "a:b",
  "octal\\040",
  "percent%s",
  "dollar$(x)",
  "equal=sign",
  "lowerdir=",
  "lowerdir+",
  "star*",
  "\x01\x02",
  "\x7f",
  "\x80\xff\xfe",
  "\xc3\xa4",
  "\xc3",
  "caf\xc3\xa9:\xff,",
  "x".repeat(100),
];

/** Hostile names, beneath a parent that is hostile itself. */
export const hostile: Layout = (index) => {
  const round = Math.floor(index / HOSTILE.length);
  const layer = HOSTILE[index % HOSTILE.length] ?? "";
  return `host:ile, \\p\xffarent${round === 0 ? "" : round}/${layer}`;
};
