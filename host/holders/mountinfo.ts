import { byteText } from "../linux/asked.ts";

/** A line of mountinfo, as far as it tells what is mounted in what (proc_pid_mountinfo(5)). */
export interface Entry {
  readonly id: number;
  readonly parent: number;
  /** `major:minor` */
  readonly device: string;
  /** Which directory of the file system it shows; escaped, one character a byte. */
  readonly root: string;
  /** Where it is mounted, escaped. */
  readonly point: string;
  /** Peer groups that it shares and takes from; 0: none. */
  readonly shared: number;
  readonly master: number;
}

/** The mount table of one namespace. */
export function tableOf(bytes: Uint8Array): Entry[] {
  return byteText(bytes)
    .split("\n")
    .flatMap((line) => (line === "" ? [] : entryOf(line)));
}

function entryOf(line: string): Entry[] {
  // What follows the dash may be megabytes of options; the fields before it never hold one alone.
  const end = line.indexOf(" - ");
  const [id, parent, device, root, point, , ...tags] = line.slice(0, end < 0 ? line.length : end).split(" ");
  if (device === undefined || root === undefined || point === undefined) return [];
  const group = (name: string): number => Number(tags.find((tag) => tag.startsWith(name))?.slice(name.length) ?? 0);
  return [
    {
      id: Number(id),
      parent: Number(parent),
      device,
      root,
      point,
      shared: group("shared:"),
      master: group("master:"),
    },
  ];
}

/** A path of mountinfo as it is: only blanks, newlines and backslashes are escaped there. */
export function pathOf(point: string): Uint8Array {
  const plain = point.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** A path as mountinfo has it. */
export function escapedPath(path: Uint8Array): string {
  const octal = (letter: string): string => `\\${letter.charCodeAt(0).toString(8).padStart(3, "0")}`;
  return byteText(path).replace(/[ \t\n\\]/g, octal);
}

/** Where in its parent's file system something is mounted: two mounts at one directory of it have the same text. */
export function placeIn(parent: Entry, { point }: Pick<Entry, "point">): string {
  const beneath = parent.point === "/" ? point : point.slice(parent.point.length);
  return `${parent.device} ${parent.root === "/" ? beneath || "/" : parent.root + beneath}`;
}
