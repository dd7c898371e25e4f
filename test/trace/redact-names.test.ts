/** Where names are found: in paths, option words and what effects give. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { surrogateBytes, surrogateText } from "../../host/bytes.ts";
import { bytesOfFacts } from "../../host/trace/facts.ts";
import { observedIn } from "../../host/trace/redact/observed.ts";
import { type Names, octalWordsIn, optionsIn, pathIn, sourceIn } from "../../host/trace/redact/paths.ts";
import { requestIn } from "../../host/trace/redact/request.ts";

/** Shouts what is a name, and whispers where one may be. */
const shout: Names = {
  name: (name) => name.toUpperCase().replace(/\d/g, "#"),
  sentence: (text) => text.replace(/[a-z]/g, "_"),
};

for (const [path, said] of [
  ["/srv/../a/./b//c", "/SRV/../A/./B//C"],
  ["a b/...", "A B/..."],
  ["", ""],
  ["/proc/self/fd/7/x1", "/proc/self/fd/7/X#"],
  ["/proc/12/fd/7", "/proc/12/fd/7"],
  // What the planner leaves room for is empty in a trace, and what follows is a name.
  ["/proc/self/fd///////1/x", "/proc/self/fd///////#/X"],
  ["/dev/fd/3", "/dev/fd/3"],
  ["/srv/proc/12", "/SRV/PROC/##"],
  ["/processes/1", "/PROCESSES/#"],
  ["\udcff/é", "\udcff/É"],
] as const) {
  test(`names of the path ${JSON.stringify(path)}`, () => assert.is(pathIn(path, shout), said));
}

for (const [source, said] of [
  ["overlay", "overlay"],
  ["tmpfs", "tmpfs"],
  ["mine", "MINE"],
  ["LABEL=mine", "LABEL=MINE"],
  ["//server/share", "//SERVER/SHARE"],
] as const) {
  test(`names of the source ${source}`, () => assert.is(sourceIn(source, shout), said));
}

for (const [element, said] of [
  ["lowerdir=/a:/b/c::d,ro", "lowerdir=/A:/B/C::D,ro"],
  ["lowerdir=/a\\:b\\,c:d", "lowerdir=/A\\:B\\,C:D"],
  ['upperdir=/"a,workdir=/b",index=on', 'upperdir=/"A,workdir=/B",index=on'],
  ["lowerdir+=/a\\b:c,datadir+=/d", "lowerdir+=/A\\B:C,datadir+=/D"],
  ["size=10%,mode=0755,userxattr", "size=10%,mode=0755,userxattr"],
  ["uidmap=0:100:5,10:200:5,ro,device=/x", "uidmap=0:100:5,10:200:5,ro,device=/X"],
  ['context="a:b,c/d",x-mine.name=e', 'context="A:B,C/D",x-mine.name=E'],
  ["username=me,password=se\\,cret,uid=0", "username=ME,password=SE\\,CRET,uid=0"],
  ["device=blob,loop=/img,offset=4096", "device=BLOB,loop=/IMG,offset=4096"],
  ["\\", "\\"],
  ["lowerdir=", "lowerdir="],
  [",,", ",,"],
] as const) {
  test(`names of the options ${element}`, () => assert.is(optionsIn(element, true, shout), said));
}

test("a quote is a byte like any other only where an overlay names directories", () => {
  assert.is(optionsIn('upperdir="a,b"', true, shout), 'upperdir="A,b"');
  assert.is(optionsIn('upperdir="a,b"', false, shout), 'upperdir="A,B"');
});

test("a quoted value, and one with escapes, are the names that they stand for", () => {
  const between: Names = { ...shout, name: (name) => name.replace(/^.|.$/g, "-") };
  assert.is(optionsIn('x-mine="/ab,c/de",device=/d\\,e', false, between), 'x-mine="/-b,-/--",device=/-\\,-');
});

test("option text of the kernel: octal escapes, and those of the option beneath them", () => {
  const text = "rw,lowerdir=a\\040b\\134:c:d\\134\\054e,upperdir=/u,lowerdir+=f\\134:g,size=1k";
  const said = "rw,lowerdir=A\\040B\\134:C:D\\134\\054E,upperdir=/U,lowerdir+=F\\134:G,size=1k";
  assert.is(octalWordsIn(text, shout), said);
});

test("a request: every path of it, and nothing else", () => {
  const text = (value: string | Uint8Array) => (typeof value === "string" ? value : surrogateText(value));
  const mount = {
    fstype: "overlay",
    source: "a",
    target: "b/c",
    options: ["upperdir=d,ro"],
    lowers: ["/e"],
    upper: "/f",
  };
  const allow = { upperInsideLower: true, chownUpper: false };
  const value = { mounts: [mount], target: "/g", makeTarget: true, proof: "kernel", allow, view: "asked" } as const;
  const said = requestIn({ tag: "mount", value }, shout);
  assert.ok(said.tag === "mount");
  const [one] = said.value.mounts;
  const paths = [one?.source, one?.target, one?.options[0], one?.lowers[0], one?.upper, said.value.target];
  assert.equal(
    paths.map((path) => text(path ?? "")),
    ["A", "B/C", "upperdir=D,ro", "/E", "/F", "/G"],
  );
  assert.is(one?.fstype, "overlay");
  assert.is(one?.work, undefined);
  assert.is(said.value.allow, allow);
  const identity = { target: "a", mountId: 1n, unique: true, devMajor: 1, devMinor: 2, ino: 3n, tree: false };
  const rest = { any: false, patience: 1, removeTarget: false, lazy: false, elsewhere: 0 };
  for (const told of [
    requestIn({ tag: "unmount", value: { target: "/g", mounts: [identity], ...rest } }, shout),
    requestIn({ tag: "check", value: { target: "/g", mounts: [identity] } }, shout),
  ]) {
    assert.ok(told.tag === "unmount" || told.tag === "check");
    assert.equal([told.value.target, told.value.mounts[0]?.target ?? ""].map(text), ["/G", "A"]);
    assert.is(told.value.mounts[0]?.mountId, 1n);
  }
  const probe = requestIn({ tag: "probe", value: { directory: "/a", token: "b", attach: false } }, shout);
  assert.ok(probe.tag === "probe");
  assert.equal([text(probe.value.directory), probe.value.token], ["/A", "b"]);
});

const LINE = "67 43 0:39 /r1 /m\\040p rw,relatime shared:1 - overlay src rw,lowerdir=a:b,upperdir=/u";

for (const [op, why, gave, said] of [
  ["fdpath", "undo.where", "/a/b", "/A/B"],
  [
    "mountinfo",
    "verify.list",
    LINE,
    LINE.replace(/r1|m\\040p|src|a:b|(?<==\/)u/g, (name) => name.toUpperCase().replace("1", "#")),
  ],
  ["mountinfo", "verify.list", "1 2 0:3 / /m rw - overlay overlay ro", "1 2 0:3 / /M rw - overlay overlay ro"],
  ["mountinfo", "verify.list", "67 43 0:39 /r", "67 43 0:39 /R"],
  ["read", "explain.log", "e overlay: no 'a'\n", "e _______: __ '_'\n"],
  ["read", "probe.try", "e overlay: no 'a'\n", "e _______: __ '_'\n"],
  ["read", "explain.log", "no level", "__ _____"],
  ["statx", "survey.look", "d", "d"],
] as const) {
  test(`names in what ${op} gave for ${why}: ${JSON.stringify(gave)}`, () => {
    assert.is(surrogateText(observedIn(op, why, surrogateBytes(gave), shout)), said);
  });
}

test("names in what statmount gave: those that its mask says", () => {
  const strings = "\\000/r\\000/m\\000overlay\\000x/y\\000lowerdir=a:b\\000upperdir=c\\000d=/e\\000";
  const facts = { size: 560, mnt_root: 1, mnt_point: 4, fs_type: 7, sb_source: 15, opt_num: 2, opt_array: 19, strings };
  const bytes = bytesOfFacts("statmount", { ...facts, mask: String(0x8 | 0x20 | 0x200 | 0x400) }, 600);
  const said = surrogateText(observedIn("statmount", "verify.list", bytes, shout).subarray(512)).split("\0");
  assert.equal(said, ["", "/R", "/m", "overlay", "X/Y", "lowerdir=A:B", "upperdir=C", "d=/e", ""]);
});

test("what statmount cannot have given ends, too", () => {
  const most = 2 ** 32 - 1;
  const strings = "lowerdir=a";
  for (const opt_array of [0, 10, most]) {
    const facts = { size: 522, mask: String(2n ** 64n - 1n), opt_num: most, opt_array, mnt_root: most, strings };
    const said = observedIn("statmount", "verify.list", bytesOfFacts("statmount", facts, 600), shout);
    assert.is(surrogateText(said.subarray(512)).toLowerCase(), strings);
  }
});

test("of an EROFS superblock stays what is no name and no id", () => {
  const bytes = Uint8Array.from({ length: 1152 }, (_, i) => (i % 255) + 1);
  const said = observedIn("read", "erofs.superblock", bytes, shout);
  const kept = [...said.keys()].filter((i) => said[i] !== 0);
  assert.is(said.length, 1152);
  assert.equal(
    kept.filter((i) => said[i] !== bytes[i]),
    [],
  );
  assert.equal([kept[0], kept.length, kept.includes(1024 + 47), kept.includes(1024 + 80)], [1024, 96, true, true]);
});

test("of the auxiliary vector stays the size of a page", () => {
  const pair = (key: number, value: number) => [
    ...new Uint8Array(BigUint64Array.of(BigInt(key), BigInt(value)).buffer),
  ];
  const bytes = Uint8Array.from([...pair(33, 0x7fff1234), ...pair(6, 4096), ...pair(11, 1000), 1, 2]);
  const said = observedIn("read", "probe.try", bytes, shout);
  assert.equal([...said], [...pair(0, 0), ...pair(6, 4096), ...pair(0, 0), 0, 0]);
});

test("what is not known to hold no names is refused", () => {
  assert.throws(() => observedIn("getdents", "survey.look", new Uint8Array(1), shout), /getdents/);
});

test.run();
