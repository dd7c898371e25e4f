/**
 * Whom a USER means: containerd's own tests (containerd.md section 6), what its v2.4.2 answered to the others, and
 * where ours is stricter.
 */
import { ALPINE, GROUP, PASSWD, rows, type UserCase } from "./case.ts";

const BIG = "9".repeat(36);
const LIMIT = 1048576;
const USUAL = 16384;

/** containerd's TestWithUser…, with the gid among the additional gids, as its ensureAdditionalGids has it. */
const containerds: UserCase[] = [
  ...rows(ALPINE, [
    ["0", "0:0 0,1,2,3 root"],
    ["root", "0:0 0,1,2,3 root"],
    ["root:root", "0:0 0,1,2,3 root"],
    ["guest", "405:100 100 guest"],
    ["guest:nobody", "user.no-group"],
    ["405:100", "405:100 100 guest"],
    ["405:2147483648", "user.range"],
    ["-1000", "user.range"],
    ["2147483648", "user.range"],
    ["2147483647", "2147483647:0 0"],
    [BIG, "user.range"],
    [`0:${BIG}`, "user.range"],
    ["1000", "1000:0 0"],
    ["nobody", "user.no-user"],
    ["", "0:0 0,1,2,3 root"],
  ]),
  ...rows({ ...ALPINE, "etc/passwd": `${PASSWD}bin:x:1:1::/:/x\ndaemon:x:2:2::/:/x\n` }, [
    ["bin", "1:1 1,2,3 bin"],
    ["daemon", "2:2 2,1 daemon"],
    ["bin:root", "1:0 0,2,3 bin"],
    ["bin:sys", "1:3 2,3 bin"],
  ]),
];

const added: UserCase[] = (
  [
    [[], "1000:0 0"],
    [["bin", "daemon"], "1000:0 0,1,2"],
    [["999"], "1000:0 0,999"],
    [["4294967294"], "1000:0 0,4294967294"],
    [["unknown"], "user.no-group"],
    [["bin", "unknown"], "user.no-group"],
    [["+5"], "user.no-group"],
    [["-5"], "user.no-group"],
    [[""], "user.no-group"],
    [["bin", "bin", "0"], "1000:0 0,1,1,0"],
    [["4294967295"], "user.no-group", "0,4294967295, which setgroups(2) refuses"],
    [Array.from({ length: 256 }, () => "7"), `1000:0 0${",7".repeat(256)}`],
    [Array.from({ length: 257 }, () => "7"), "budget.groups", "takes them"],
  ] as const
).map(([groups, is, containerd]) => {
  const name = `with groups ${JSON.stringify(groups.slice(0, 3))}${groups.length > 3 ? `, ${groups.length} of them` : ""}`;
  return { name, image: ALPINE, user: "1000", groups, is, ...(containerd && { containerd }) };
});

/** All that strconv.Atoi takes for a number, and what it does not. */
const forms: UserCase[] = rows(ALPINE, [
  ["guest:", "405:0 0 guest"],
  ["guest:guest", "405:100 100 guest"],
  ["guest:7", "405:7 7 guest"],
  ["1000:", "1000:0 0"],
  [":", "0:0 0,1,2,3 root"],
  [":5", "0:5 5,1,2,3 root"],
  [":sys", "0:3 1,2,3 root"],
  ["1000:sys", "1000:3 3"],
  ["nobody:0", "user.no-user"],
  ["a:b:c", "user.form"],
  ["0:0:0", "user.form"],
  ["::", "user.form"],
  ["+405", "405:100 100 guest"],
  ["-0", "0:0 0,1,2,3 root"],
  ["000405", "405:100 100 guest"],
  ["-", "user.no-user"],
  ["+", "user.no-user"],
  ["0x10", "user.no-user"],
  ["1_000", "user.no-user"],
  [" 405", "user.no-user"],
  ["405 ", "user.no-user"],
  ["4294967296", "user.range"],
  ["18446744073709551616", "user.range"],
  ["0:-1", "user.range"],
  ["-1:0", "user.range"],
  ["-1:nobody", "user.range"],
  ["root\n", "user.no-user"],
  ["ROOT", "user.no-user"],
]);

const missing: UserCase[] = [
  ...rows(
    {},
    [
      ["0", "0:0 0"],
      ["1000:7", "1000:7 7"],
      ["root", "user.no-file"],
      ["", "0:0 0"],
    ],
    "no files: ",
  ),
  ...rows(
    {},
    [
      ["0:root", "user.no-file"],
      ["root:0", "user.no-file"],
    ],
    "no files: ",
  ),
  ...rows(
    { "etc/passwd": PASSWD },
    [
      ["root", "0:0 0 root"],
      ["0:root", "user.no-file"],
    ],
    "no group: ",
  ),
  ...rows(
    { "etc/group": GROUP },
    [
      ["", "0:0 0,1,2,3"],
      ["0", "0:0 0"],
      ["0:sys", "0:3 3"],
    ],
    "no passwd: ",
  ),
  ...rows(
    { "etc/passwd": "", "etc/group": "" },
    [
      ["0", "0:0 0"],
      ["root", "user.no-user"],
    ],
    "empty files: ",
  ),
  { name: "no group, and one by number", image: {}, user: "5", groups: ["6"], is: "5:0 0,6" },
  { name: "no group, and one by name", image: {}, user: "5", groups: ["sys"], is: "user.no-file" },
];

const NAMED_ROOT = "names root: 0:0";
const lines: UserCase[] = [
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
const sizes: UserCase[] = [
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

/** Every case but those of symlinks. */
export const cases: readonly UserCase[] = [...containerds, ...added, ...forms, ...missing, ...lines, ...sizes];
