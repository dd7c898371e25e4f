// Error numbers in words, for the files that the host itself touches; the planner words its own errors.

const TEXTS: Readonly<Record<number, string>> = {
  1: "EPERM: operation not permitted",
  2: "ENOENT: no such file or directory",
  5: "EIO: input or output error",
  13: "EACCES: permission denied",
  17: "EEXIST: file exists",
  20: "ENOTDIR: not a directory",
  21: "EISDIR: is a directory",
  24: "EMFILE: too many open files",
  27: "EFBIG: file too large",
  28: "ENOSPC: no space left on device",
  30: "EROFS: read-only file system",
  36: "ENAMETOOLONG: file name too long",
  40: "ELOOP: too many symbolic links",
  116: "ESTALE: it is not what was expected",
  122: "EDQUOT: disk quota exceeded",
};

/** An error number as `NAME: words`. */
export function errnoText(errno: number): string {
  return TEXTS[errno] ?? `error ${errno}`;
}
