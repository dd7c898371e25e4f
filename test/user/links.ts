/** Images whose files are elsewhere, or are none: nothing outside of the image is ever read. */
import { PASSWD, type UserCase } from "./case.ts";

const INSIDE = { "usr/lib/passwd": PASSWD } as const;
const NOT_FILE = "user.not-file";

export const links: readonly UserCase[] = [
  {
    name: "a relative symlink",
    image: { ...INSIDE, "etc/passwd": { link: "../usr/lib/passwd" } },
    user: "guest",
    is: "405:100 100 guest",
  },
  {
    name: "an absolute symlink stays in the image",
    image: { ...INSIDE, "etc/passwd": { link: "/usr/lib/passwd" } },
    user: "guest",
    is: "405:100 100 guest",
  },
  {
    name: "a symlink that climbs stays in the image",
    image: { ...INSIDE, "etc/passwd": { link: "../../../../../../usr/lib/passwd" } },
    user: "guest",
    is: "405:100 100 guest",
  },
  {
    name: "the directory is a symlink",
    image: { "config/passwd": PASSWD, etc: { link: "/config" } },
    user: "guest",
    is: "405:100 100 guest",
  },
  {
    name: "symlinks of symlinks",
    image: { ...INSIDE, "etc/passwd": { link: "one" }, "etc/one": { link: "/two" }, two: { link: "usr/lib/passwd" } },
    user: "guest",
    is: "405:100 100 guest",
  },
  {
    name: "a file of the host's is not in the image",
    image: { "etc/passwd": { link: "/../../../../../../../../proc/version" } },
    user: "root",
    is: "user.no-file",
  },
  { name: "a symlink to nothing is no file", image: { "etc/passwd": { link: "/nothing" } }, user: "5", is: "5:0 0" },
  {
    name: "symlinks in a circle",
    image: { "etc/passwd": { link: "other" }, "etc/other": { link: "passwd" } },
    user: "5",
    is: "user.unreadable",
  },
  {
    name: "symlinks in a circle, and nobody asks",
    image: { "etc/group": { link: "group" }, "etc/passwd": PASSWD },
    user: "5",
    is: "5:0 0",
  },
  { name: "a directory", image: { "etc/passwd": "directory" }, user: "5", is: NOT_FILE },
  { name: "a directory in place of group", image: { "etc/group": "directory" }, user: "5:x", is: NOT_FILE },
  { name: "a file in place of etc", image: { etc: "no directory" }, user: "5", is: "user.unreadable" },
];
