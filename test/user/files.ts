/** What stands in passwd and group, and how much: lines that are none, and files that are too large. */
import { ALPINE, PASSWD, rows, type UserCase } from "./case.ts";

const LIMIT = 1048576;
const USUAL = 16384;
const NAMED_ROOT = "names root: 0:0";
export const lines: UserCase[] = [
  ...rows(
    {
      "etc/passwd": [
        "\r\n\t\n  spaced:x:7:8::/:/x \t\r",
        "short\nshorter:x\nnogid:x:5\nwords:x:five:six::/:\nword:x:5:six::/:\n:x:9:9::/:",
        "spaces:x: 5:5::/:\nnegative:x:-2:-2::/:\nhuge:x:4294967296:4294967296::/:\nmax:x:4294967294:4294967294::/:",
        "unchanged:x:4294967295:4294967295::/:\n#comment:x:55:66::/:\n+::::::\n+@netgroup::::::",
        "twice:x:11:11::/:\ntwice:x:12:12::/:\nother:x:11:13::/:\nfour:x:44:45\nlast:x:99:98::/:",
      ].join("\n"),
      "etc/group": "# g:x:1:spaced\n  in:x:70:a,spaced,b \nnot:x:71:spaced2, spaced\nbad:x:y:spaced\nlast:x:72:spaced",
    },
    [
      ["spaced", "7:8 8,70,72 spaced", "8,70,0,72: root's group by a line without a number"],
      ["short", "user.no-user", NAMED_ROOT],
      ["shorter", "user.no-user", NAMED_ROOT],
      ["nogid", "user.no-user", "5:0"],
      ["words", "user.no-user", NAMED_ROOT],
      ["word", "user.no-user", "5:0"],
      ["spaces", "user.no-user", "0:5"],
      ["negative", "user.no-user", "4294967294:4294967294"],
      ["huge", "user.no-user", `${NAMED_ROOT}, for the number wraps`],
      ["max", "4294967294:4294967294 4294967294 max"],
      ["unchanged", "user.no-user", "4294967295, which setuid(2) refuses"],
      ["#comment", "55:66 66 #comment"],
      ["55", "55:66 66 #comment"],
      ["comment", "user.no-user"],
      ["twice", "11:11 11 twice"],
      ["11", "11:11 11 twice"],
      ["12", "12:12 12 twice"],
      ["other", "11:13 13 twice"],
      ["four", "44:45 45 four"],
      ["last", "99:98 98 last"],
      ["+", "user.no-user", NAMED_ROOT],
      ["0:bad", "user.no-group", "0:0"],
      ["0:#", "user.no-group"],
      ["9", "9:0 0", "9:9 by a line without a name"],
    ],
    "odd lines: ",
  ),
  ...rows(ALPINE, [["1000:guest", "1000:100 100"]]),
  {
    name: "of two groups with one name USER takes the first, --groups the last",
    image: { "etc/group": "two:x:1:\ntwo:x:2:\n" },
    user: "5:two",
    groups: ["two"],
    is: "5:1 1,2",
  },
];

/** A file of so many bytes, in lines of no length that anybody minds. */
function bytes(count: number, last: string): string {
  const rest = `${"#".repeat(63)}\n`.repeat(Math.ceil(count / 64)).slice(0, count - last.length - 1);
  return `${rest}\n${last}`;
}

const LAST = "late:x:33:34::/:/x";
export const sizes: UserCase[] = [
  ...[USUAL - 1, USUAL, USUAL + 1, LIMIT].map((count): UserCase => {
    const image = { "etc/passwd": bytes(count, LAST) };
    return { name: `a passwd of ${count} bytes`, image, user: "late", is: "33:34 34 late" };
  }),
  {
    name: "a passwd above the limit",
    image: { "etc/passwd": bytes(LIMIT + 1, LAST) },
    user: "late",
    is: "user.large",
    containerd: "33:34 34: at most 10 MiB are read, and no line above 64 KiB",
  },
  {
    name: "a passwd of a thousand times the limit, without a byte on disk",
    image: { "etc/passwd": { bytes: 1000 * LIMIT } },
    user: "0",
    is: "user.large",
  },
  {
    name: "a group above the limit, for somebody who is in no group",
    image: { "etc/passwd": PASSWD, "etc/group": bytes(LIMIT + 1, "x:x:1:") },
    user: "1000",
    is: "1000:0 0",
  },
  {
    name: "a group above the limit",
    image: { "etc/passwd": PASSWD, "etc/group": bytes(LIMIT + 1, "x:x:1:") },
    user: "root",
    is: "user.large",
    containerd: "0:0 0",
  },
  { name: "both at the limit", image: both(LIMIT), user: "late", is: "33:34 34,1 late" },
];

function both(count: number): UserCase["image"] {
  return { "etc/passwd": bytes(count, LAST), "etc/group": bytes(count, "x:x:1:late") };
}
