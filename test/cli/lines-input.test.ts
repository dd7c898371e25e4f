// Mount lists as lines, of fstab and of what ctr prints: byte for byte, and every refusal with its place.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mountsFromLines } from "../../host/cli/input/lines.ts";
import { latin1, readable, refusal } from "./support.ts";

async function read(text: string, target = "/mnt") {
  return (await mountsFromLines(latin1(text), "fstab", latin1(target))).map(readable);
}

const BIND = { type: "bind", source: "/a", options: ["ro"] };

const ACCEPTED: readonly (readonly [string, string, unknown])[] = [
  ["nothing", "", []],
  ["comments and empty lines", "# a\n\n \t\n  # b\n#", []],
  ["fields parted by blanks and tabs", "/a\t/mnt  bind \t ro\n", [BIND]],
  ["the two numbers of fstab", "/a /mnt bind ro 0 0\n/a /mnt bind ro 1", [BIND, BIND]],
  ["lines that end as on Windows", "/a /mnt bind ro\r\n/a /mnt/b bind ro\r\n", [BIND, { ...BIND, target: "b" }]],
  ["a target beneath the root", "/a /mnt/x/y bind ro", [{ ...BIND, target: "x/y" }]],
  ["superfluous slashes and dots", "/a //mnt/./ bind ro\n/a /mnt//x/./y/ bind ro", [BIND, { ...BIND, target: "x/y" }]],
  [
    "octal escapes",
    "/a\\040b\\134 /mnt/\\011\\012\\043 bind o=\\054",
    [{ type: "bind", source: "/a\\040b\\134", target: "\\011\\012#", options: ["o=,"] }],
  ],
  [
    "a backslash that begins no escape",
    "/a\\:b\\0x /mnt bind lowerdir=/a\\:b",
    [{ type: "bind", source: "/a\\134:b\\1340x", options: ["lowerdir=/a\\134:b"] }],
  ],
  [
    "bytes that are no UTF-8",
    "/\xff\xc3 /mnt/\x80 bind \xfe",
    [{ type: "bind", source: "/\\377\\303", target: "\\200", options: ["\\376"] }],
  ],
  [
    "what ctr prints",
    "mount -t overlay overlay /mnt -o workdir=/w,upperdir=/u,lowerdir=/b:/a\n",
    [{ type: "overlay", source: "overlay", options: ["workdir=/w,upperdir=/u,lowerdir=/b:/a"] }],
  ],
  ["options first", "mount -t bind -o ro /a /mnt", [BIND]],
  ["several options", "mount -o ro -t bind -o nosuid /a /mnt", [{ ...BIND, options: ["ro", "nosuid"] }]],
  [
    "no options, as ctr prints them",
    "mount -t bind /a /mnt -o \nmount -t bind /a /mnt -o",
    [
      { type: "bind", source: "/a", options: [] },
      { type: "bind", source: "/a", options: [] },
    ],
  ],
  [
    "nothing is unquoted",
    "mount -t overlay overlay /mnt -o lowerdir=/a\\:b:'/c':/d\\040",
    [{ type: "overlay", source: "overlay", options: ["lowerdir=/a\\134:b:'/c':/d\\134040"] }],
  ],
  ["a sub-target", "mount -t bind /a /mnt -o ro\nmount -t bind /a /mnt/sub -o ro", [BIND, { ...BIND, target: "sub" }]],
  ["a source named mount", "mount /mnt bind ro", [{ ...BIND, source: "mount" }]],
];

for (const [name, text, mounts] of ACCEPTED) {
  test(`read: ${name}`, async () => assert.equal(await read(text), mounts));
}

test("the target may be the root directory", async () => {
  assert.equal(await read("/a / bind ro\n/a /b/c bind ro", "/"), [BIND, { ...BIND, target: "b/c" }]);
});

const REFUSED: readonly (readonly [string, string])[] = [
  ["/a /mnt bind", "input.fstab-fields @ 1:9 | a line of fstab has 4 to 6 fields, this one has 3"],
  ["\n\n/a", "input.fstab-fields @ 3:1 | a line of fstab has 4 to 6 fields, this one has 1"],
  ["/a /mnt bind ro 0 0 # x", "input.fstab-fields @ 1:21 | a line of fstab has 4 to 6 fields, this one has 8"],
  ["/a b /mnt bind ro", "input.fstab-number @ 1:16 | field 5 of a line of fstab is a number, not ro"],
  ["/a /mnt bind ro 0 x", "input.fstab-number @ 1:19 | field 6 of a line of fstab is a number, not x"],
  ["/a\\400 /mnt bind ro", "input.fstab-escape @ 1:3 | the escape \\400 is no byte"],
  ["/a /mnt bind x\\000", "input.nul @ 1:15 | \\000 holds a NUL byte"],
  ["/a /mnt bi\0nd ro", "input.nul @ 1:11 | the line holds a NUL byte"],
  ["UUID=12 /mnt ext4 ro", "input.tag @ 1:1 | UUID=12 names a device by a tag, which is not looked up"],
  ["mount -t ext4 LABEL=x /mnt -o ro", "input.tag @ 1:15 | LABEL=x names a device by a tag, which is not looked up"],
  ["/a /other bind ro", "input.place @ 1:4 | /other is neither the target /mnt nor beneath it"],
  ["/a /mntx bind ro", "input.place @ 1:4 | /mntx is neither the target /mnt nor beneath it"],
  ["/a /mnt/../x bind ro", "input.place @ 1:4 | /mnt/../x is neither the target /mnt nor beneath it"],
  ["/a /mnt/.. bind ro", "input.place @ 1:4 | /mnt/.. is neither the target /mnt nor beneath it"],
  ["# x\n mount -t bind /a /m -o ro", "input.place @ 2:19 | /m is neither the target /mnt nor beneath it"],
  [
    "mount -t bind /a b /mnt -o ro",
    "input.mount-operands @ 1:20 | a line of mount names a source and a target, this one has 3 names",
  ],
  [
    "mount -t bind /mnt -o ro",
    "input.mount-operands @ 1:1 | a line of mount names a source and a target, this one has 1 names",
  ],
  ["mount -o ro /a /mnt", "input.mount-type @ 1:1 | a line of mount says the type with -t TYPE"],
  ["mount -o ro /a /mnt -t", "input.mount-type @ 1:1 | a line of mount says the type with -t TYPE"],
  ["mount --bind /a /mnt", "input.mount-option @ 1:7 | a line of mount may hold -t TYPE and -o OPTIONS, not --bind"],
  [
    "mount -t bind /a /mnt -o a -b",
    "input.mount-option @ 1:28 | a line of mount may hold -t TYPE and -o OPTIONS, not -b",
  ],
];

for (const [text, expected] of REFUSED) {
  test(`refused: ${JSON.stringify(text)}`, async () => assert.is(await refusal(() => read(text)), expected));
}

test("names with .. inside are names", async () => {
  assert.equal(await read("/a /mnt/..x/y..z bind ro"), [{ ...BIND, target: "..x/y..z" }]);
});

test("a relative target in a list is beneath the working directory", async () => {
  const cwd = process.cwd();
  assert.equal(await read("/a ./sub bind ro", `${cwd}/sub`), [BIND]);
});

test("whatever line comes, there is an answer with a place", async () => {
  const pieces = [
    "mount",
    "-t",
    "-o",
    "/mnt",
    "/mnt/x",
    "overlay",
    "0",
    "\\0",
    "\\777",
    "#",
    "UUID=",
    "\0",
    "\xff",
    "\n",
    "/..",
    " ",
    "\t",
  ];
  let seed = 3;
  for (let round = 0; round < 5000; round++) {
    let text = "";
    for (let i = 0; i < round % 12; i++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      text += `${pieces[(seed >>> 16) % pieces.length]}${(seed >>> 8) & 1 ? " " : ""}`;
    }
    assert.match(await refusal(() => read(text)), /^(?:accepted|input\.[a-z-]+ @ \d+:\d+ )/, JSON.stringify(text));
  }
});

test.run();
