// layermount(8). Nothing that help tells is written a second time here.

import { commandLines } from "../command-lines.ts";
import { commands } from "../commands.ts";
import {
  type CommandDescription,
  globalOptions,
  type OptionDescription,
  type OptionDescriptions,
} from "../description.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { literal, prose, word } from "./mdoc.ts";

/** Of a terminal of 80 columns, less the margins. */
const EXAMPLE_WIDTH = 66;

/** Day of the last change of this page: a page is the same whenever it is made. */
const DATE = "November 21, 2026";

const ABOUT =
  "layermount mounts the layers of a container's root at a directory, proves that the kernel mounted what was asked " +
  "for, and takes it down again. What it would do, and why, can be seen before anything is done.";

const ENVIRONMENT: Terms = [
  ["LAYERMOUNT_LOWER", "Capabilities to do without, as --without takes them, with commas between them."],
  ["LAYERMOUNT_ROOT", "Set for COMMAND of with: the directory that INPUT is mounted on."],
  [
    "LAYERMOUNT_SHIM",
    "cc has Bun compile the native part from its source, for whoever changes it. Anything else: as it was built.",
  ],
  ["NO_COLOR", "Set and not empty: no colours."],
  ["PATH", "Where with looks for COMMAND."],
  ["TERM", "No colours where it is dumb."],
  ["TMPDIR", "Where the kernel's capabilities are tried, and where with makes its directory; /tmp else."],
  ["XDG_RUNTIME_DIR", "Where records are kept for who is not root."],
];

const FILES: Terms = [
  ["/run/layermount", "Records of what root mounted: a file for each target, read by unmount and list."],
  ["$XDG_RUNTIME_DIR/layermount", "The same of anybody else."],
  [
    "capabilities.json",
    "Beside the records: what this kernel can do, as the last probe found it. It can be removed at any time.",
  ],
];

type Terms = readonly (readonly [term: string, text: string])[];

/** The manual page in mdoc(7). @param version of the package */
export async function manualPage(version: string): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(async (load) => (await load()).description));
  return [
    `.Dd ${DATE}`,
    ".Dt LAYERMOUNT 8",
    `.Os layermount ${version}`,
    // Names and options that were broken by hyphens could not be copied.
    // groff asks the first two, from 1.23 on and before, mandoc neither.
    ".nr HY 0",
    ".nr doc-hyphen-flags 0",
    ".nh",
    ".Sh NAME",
    ".Nm layermount",
    ".Nd mounts the layered root of a container, proves it, and takes it down again",
    ".Sh SYNOPSIS",
    ...all.flatMap(synopsis),
    ".Sh DESCRIPTION",
    ...prose(ABOUT),
    ".Pp",
    "The commands are:",
    ".Bl -tag -width Ds",
    ...all.flatMap(command),
    ".El",
    ".Pp",
    "Every command takes these options:",
    ...options(globalOptions),
    ".Sh ENVIRONMENT",
    ...list(".It Ev", ENVIRONMENT),
    ".Sh FILES",
    ...list(".It Pa", FILES),
    ".Sh EXIT STATUS",
    ...list(
      ".It",
      EXIT_CODES.map(([code, meaning]) => [String(code), sentences(meaning)]),
    ),
    ".Pp",
    ".Cm with",
    "exits as its command does, or with 125 to 127, as it says above.",
    ".Sh EXAMPLES",
    ...all.flatMap(examples).slice(0, -1),
    ".Sh SEE ALSO",
    ".Xr mount 2 ,",
    ".Xr umount2 2 ,",
    ".Xr fstab 5 ,",
    ".Xr mount 8",
    "",
  ].join("\n");
}

function synopsis({ name, usage, options: own }: CommandDescription): string[] {
  const some = Object.keys(own).length > 0 ? [".Op Ar options"] : [];
  return [".Nm", `.Cm ${word(name)}`, ...some, ...(usage ? usage.split(" ").map(argument) : [])];
}

/** A word of a usage: `TARGET`, `[DIR]`, `[ARG...]` or `--`. */
function argument(written: string): string {
  const name = written.replace(/^\[|\.\.\.|\]$/g, "");
  const said = name === "--" ? "Fl \\-" : `Ar ${word(name)}`;
  const more = written.includes("...") ? " ..." : "";
  return written.startsWith("[") ? `.Op ${said}${more}` : `.${said}${more}`;
}

function command({ name, usage, about, options: own, operands }: CommandDescription): string[] {
  const paragraphs = about.flatMap((text, i) => [...(i > 0 ? [".Pp"] : []), ...prose(sentences(text))]);
  const named = operands.filter(({ choices }) => !choices);
  return [
    `.It Cm ${word(name)}${usage ? ` Ar ${usage.split(" ").map(word).join(" ")}` : ""}`,
    ...paragraphs,
    ...(named.length > 0
      ? list(
          ".It Ar",
          named.map(({ name: operand, description }) => [operand, sentences(description)]),
        )
      : []),
    ...options(own),
  ];
}

function options(described: OptionDescriptions): string[] {
  const rows = Object.entries(described);
  if (rows.length === 0) return [];
  const items = rows.flatMap(([name, option]) => [optionItem(name, option), ...prose(about(option))]);
  return [".Bl -tag -width Ds", ...items, ".El"];
}

function optionItem(name: string, { short, value }: OptionDescription): string {
  const takes = value ? ` Ar ${word(value)}` : "";
  const brief = short ? `Fl ${short}${takes} , ` : "";
  return `.It ${brief}Fl ${word(`-${name}`)}${takes}`;
}

function about({ description, multiple }: OptionDescription): string {
  return `${sentences(description)}${multiple ? " It can be repeated." : ""}`;
}

/** Help says most things without a capital and a full stop. */
function sentences(text: string): string {
  const begun = /^[a-z]+(?:[ ,;]|$)/.test(text) ? `${text[0]?.toUpperCase()}${text.slice(1)}` : text;
  return begun.endsWith(".") ? begun : `${begun}.`;
}

function list(item: string, terms: Terms): string[] {
  const rows = terms.flatMap(([term, text]) => [`${item} ${word(term)}`, ...prose(text)]);
  return [".Bl -tag -width Ds", ...rows, ".El"];
}

function examples({ examples: some }: CommandDescription): string[] {
  return some.flatMap(({ command: line, description }) => {
    return [
      ...prose(`${sentences(description).replace(/\.$/, "")}:`),
      ".Bd -literal -offset indent",
      ...commandLines(line, EXAMPLE_WIDTH).map(literal),
      ".Ed",
      ".Pp",
    ];
  });
}
