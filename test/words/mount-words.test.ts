import { test } from "uvu";
import * as assert from "uvu/assert";
import { told } from "../support/told.ts";

type Rows = ReadonlyArray<readonly [readonly string[], string]>;

function table(title: string, rows: Rows, overlay = false): void {
  for (const [options, meaning] of rows) {
    test(`${title}: ${JSON.stringify(options)}`, () => assert.is(told(options, { overlay }), meaning));
  }
}

const USER_SPACE: Rows = [
  [["auto,noauto,nofail,_netdev"], "nothing"],
  [["comment=backup", "comment"], "nothing"],
  [["helper=nfs,uhelper=udisks2"], "nothing"],
  [["x-systemd.automount,x-initrd.mount,x-gvfs-hide"], "nothing"],
  [["X-fstrim.notrim", "x-containerd.note=1"], "nothing"],
  [["X-mount.mkdir", "X-mount.mkdir=0755,X-mount.noloop,X-mount.nocanonicalize=source"], "nothing"],
  [["X-mount.auto-fstypes=ext4,ro"], "set ro"],
  // mount(8): an ordinary user's mount is safe, unless a later word says otherwise.
  [["user"], "set nosuid nodev noexec"],
  [["users"], "set nosuid nodev noexec"],
  [["owner"], "set nosuid nodev"],
  [["group"], "set nosuid nodev"],
  [["user,exec,dev,suid"], "clear nosuid nodev noexec"],
  [["exec,user"], "set nosuid nodev noexec"],
  [["nouser,nousers,noowner,nogroup"], "nothing"],
];
table("a word for user space never reaches the kernel", USER_SPACE);
table("a word for user space never reaches overlayfs", USER_SPACE, true);

table("a list as fstab has it", [
  [["defaults,noauto,nofail,x-systemd.device-timeout=5s,errors=remount-ro"], "data errors=remount-ro"],
  [["rw,relatime,size=65536k,mode=755"], "set relatime; clear ro; data size=65536k | mode=755"],
  [["noatime,compress=zstd:3,subvol=/@home"], "set noatime; data compress=zstd:3 | subvol=/@home"],
]);

table("refused", [
  [["remount"], "refused words.remount: remount"],
  [["remount,ro"], "refused words.remount: remount"],
  [["bind", "ro,remount"], "refused words.remount: remount"],
  [["move"], "refused words.move: move"],
  [
    ["X-containerd.dmverity=/s/1/layer.erofs.dmverity"],
    "refused words.internal: X-containerd.dmverity=/s/1/layer.erofs.dmverity",
  ],
  [["ro,X-containerd.mkfs.fs=ext4"], "refused words.internal: X-containerd.mkfs.fs=ext4"],
  [["X-containerd."], "refused words.internal: X-containerd."],
  [["mode={{ mount 0 }}"], "refused words.template: mode={{ mount 0 }}"],
  [["a{{b"], "refused words.template: a{{b"],
  [["X-mount.idmap=u:0:1000:1"], "refused words.x-mount: X-mount.idmap=u:0:1000:1"],
  [["X-mount.subdir=/a"], "refused words.x-mount: X-mount.subdir=/a"],
  [["X-mount.owner=0,X-mount.group=0"], "refused words.x-mount: X-mount.owner=0"],
  [["X-mount.mode=0700"], "refused words.x-mount: X-mount.mode=0700"],
  [["X-mount.mkdirs"], "refused words.x-mount: X-mount.mkdirs"],
  [["rro"], "refused words.recursive: rro"],
  [["rbind,rnosuid"], "refused words.recursive: rnosuid"],
  [["ro=recursive"], "refused words.recursive: ro=recursive"],
  [["nosuid=recursive,bind"], "refused words.recursive: nosuid=recursive"],
  [["ridmap"], "refused words.recursive: ridmap"],
  [['context="a:b'], 'refused words.quote: context="a:b'],
  [["ro", "a\0b"], "refused words.nul: a\0b"],
  [["\0"], "refused words.nul: \0"],
  [[`a=${"x".repeat(4095)}`], `refused words.long: a=${"x".repeat(78)}`],
  [["a,".repeat(4097)], `refused words.many: ${"a,".repeat(40)}`],
]);

table("no longer than a path, no more words than fit anywhere", [
  [[`a=${"x".repeat(4094)}`], `data a=${"x".repeat(4094)}`],
  [["ro,".repeat(4096)], "set ro"],
]);

table("loop", [
  [["loop"], "loop"],
  [["ro,loop"], "set ro; loop"],
  [["loop=/dev/loop7,offset=4096,sizelimit=8192"], "loop"],
  [["offset=512"], "loop"],
  [["loopback=1,offsets"], "data loopback=1 | offsets"],
]);

table("an id map keeps its commas", [
  [["uidmap=0:1:2"], "uidmap 0:1:2"],
  [["uidmap=0:1:2,10:20:30"], "uidmap 0:1:2,10:20:30"],
  [["uidmap=0:1:2,10:20:30,ro"], "set ro; uidmap 0:1:2,10:20:30"],
  [["ro,uidmap=0:1:2,10:20:30,gidmap=0:3:4,5:6:7,nodev"], "set ro nodev; uidmap 0:1:2,10:20:30; gidmap 0:3:4,5:6:7"],
  [["uidmap=0:0:1", "uidmap=1:1:1"], "uidmap 1:1:1"],
  [["gidmap=0:-1:100,-1:2:3"], "gidmap 0:-1:100,-1:2:3"],
  [["uidmap=0:1:2,,ro"], "set ro; uidmap 0:1:2"],
  [["uidmap=", "gidmap=,ro"], "set ro; uidmap ; gidmap "],
  [["uidmap", "uidmaps=1,2:3"], "data uidmap | uidmaps=1 | 2:3"],
]);

table("several words in one element", [
  [["ro,nosuid", "noexec"], "set ro nosuid noexec"],
  [[",,ro,,", "", ","], "set ro"],
  [["a=1,b=2", "c"], "data a=1 | b=2 | c"],
  [["c", "b=2,a=1", "c"], "data c | b=2 | a=1 | c"],
  [["a\\,b,c"], "data a\\,b | c"],
  [["a\\\\,b"], "data a\\\\ | b"],
  [["a\\"], "data a\\"],
  [['context="a:b,c"'], 'data context="a:b,c"'],
  [
    ['ro,context="system_u:object_r:tmp_t:s0:c127,c456",noexec'],
    'set ro noexec; data context="system_u:object_r:tmp_t:s0:c127,c456"',
  ],
  [['a="x\\",y",b'], 'data a="x\\",y" | b'],
  [['a="",b', 'c="d"e,f'], 'data a="" | b | c="d"e | f'],
  // A quote counts only where a value begins.
  [['password=a"b,c"d'], 'data password=a"b | c"d'],
  [['"a,b"'], 'data "a | b"'],
  [['a==",b'], 'data a==" | b'],
]);

table("everything else is data, in order", [
  [["bogus", "x=1", "=", "=1"], "data bogus | x=1 | = | =1"],
  [["user=joe", "xattr", "direct-io"], "data user=joe | xattr | direct-io"],
  [["upperdir=/u", "lowerdir=/a:/b", "workdir=/w"], "data upperdir=/u | lowerdir=/a:/b | workdir=/w"],
  [["caf\xe9=\xff\n "], "data caf\xe9=\xff\n "],
]);

test.run();
