/** What lies on disk, as nodes of a simulated world. */
import { readFileSync, readlinkSync, type Stats } from "node:fs";
import { type FileSystem, Node } from "../simulated-kernel/node.ts";
import { attribute } from "../support/libc.ts";
import { name, onDisk } from "../support/names.ts";

const MARKS = ["trusted.overlay.opaque", "user.overlay.opaque", "trusted.overlay.whiteout", "trusted.overlay.uuid"];

/** A field of mountinfo without its escapes. */
export function octal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** A name on disk as a node, without what a directory holds. */
export function planted(fs: FileSystem, path: string, stat: Stats): Node {
  const node = new Node(fs, stat.mode, stat.ino);
  node.uid = stat.uid;
  node.gid = stat.gid;
  node.modified = stat.mtimeMs;
  node.rdev = stat.rdev;
  if (stat.isFile()) node.body = readFileSync(onDisk(path), "latin1");
  if (stat.isFile() && stat.size === 0) node.attributes = marksOf(path);
  if (stat.isSymbolicLink()) node.body = name(readlinkSync(onDisk(path), { encoding: "buffer" }));
  return node;
}

/** The attributes of a name that overlays read. */
export function marksOf(path: string): Map<string, string> | undefined {
  const marks = MARKS.flatMap((mark): [string, string][] => {
    const value = attribute(path, mark);
    return value === undefined ? [] : [[mark, value]];
  });
  return marks.length === 0 ? undefined : new Map(marks);
}
