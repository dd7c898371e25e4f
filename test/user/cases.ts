/**
 * Whom a USER means: containerd's own tests (containerd.md section 6), what its v2.4.2 answered to the others, and
 * where ours is stricter.
 */
import { ALPINE, GROUP, PASSWD, rows, type UserCase } from "./case.ts";
import { lines, sizes } from "./files.ts";

const BIG = "9".repeat(36);

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

/** Every case but those of symlinks. */
export const cases: readonly UserCase[] = [...containerds, ...added, ...forms, ...missing, ...lines, ...sizes];
