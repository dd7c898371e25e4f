// What is no name of somebody's own, whatever bears it.

/** Words that the planner or the kernel knows; a directory that is called so keeps its name. */
const KEPT: ReadonlySet<string> = new Set(
  [
    "proc self thread-self fd dev none overlay bind lowerdir upperdir workdir datadir work index incompat volatile",
    "autofs binfmt_misc bpf btrfs cgroup cgroup2 cifs debugfs devpts devtmpfs ecryptfs efivarfs erofs exfat ext2 ext3",
    "ext4 f2fs fuse fuseblk hugetlbfs iso9660 jfs mqueue nfs nfs4 ntfs3 nullfs pstore ramfs rootfs securityfs smb3",
    "squashfs sysfs tmpfs tracefs udf vfat virtiofs xfs zfs 9p",
  ].flatMap((line) => line.split(" ")),
);

/** Option words whose value is a name, or a secret, also where no slash tells so; and all that begin with x-. */
const NAMING: ReadonlySet<string> = new Set(
  [
    "comment device loop subdir source logdev rtdev journal_path user username pass passwd password password2",
    "cred credentials dom domain",
  ].flatMap((line) => line.split(" ")),
);

/** Option words of overlayfs that name directories; those with a plus are literal. */
const DIRECTORIES = /^(?:lowerdir|upperdir|workdir|lowerdir\+|datadir\+)$/;

/** What a run names by its token, which is nobody's name. */
const OWN = /^(?:layermount-\w+-\d{3}|\.layermount-target-\w+)$/;

/** Whether a name means something and stays. */
export function isKept(name: string): boolean {
  return KEPT.has(name) || OWN.test(name) || name.startsWith("fuse.");
}

/** How the value of an option word is read; undefined where it names nothing. */
export function kindOfValue(key: string, value: string): "directories" | "literal" | "name" | undefined {
  if (DIRECTORIES.test(key)) return key.endsWith("+") ? "literal" : "directories";
  return NAMING.has(key) || /^x-/i.test(key) || value.includes("/") ? "name" : undefined;
}
