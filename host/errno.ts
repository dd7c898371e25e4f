// Error numbers in words, for errors of the host's own and beside the planner's sentences.

const TEXTS: Readonly<Record<number, string>> = {
  1: "EPERM: operation not permitted",
  2: "ENOENT: no such file or directory",
  5: "EIO: input or output error",
  7: "E2BIG: argument list too long",
  8: "ENOEXEC: not a program of this machine",
  9: "EBADF: bad file descriptor",
  11: "EAGAIN: a limit is reached",
  12: "ENOMEM: out of memory",
  13: "EACCES: permission denied",
  16: "EBUSY: device or resource busy",
  17: "EEXIST: file exists",
  18: "EXDEV: another mount",
  19: "ENODEV: no such device or file system",
  20: "ENOTDIR: not a directory",
  21: "EISDIR: is a directory",
  22: "EINVAL: invalid argument",
  24: "EMFILE: too many open files",
  26: "ETXTBSY: somebody writes to the program",
  27: "EFBIG: file too large",
  28: "ENOSPC: no space left on device",
  30: "EROFS: read-only file system",
  36: "ENAMETOOLONG: file name too long",
  32: "EPIPE: nobody is at the other end",
  38: "ENOSYS: not in this kernel",
  40: "ELOOP: too many symbolic links",
  74: "EBADMSG: bad message",
  75: "EOVERFLOW: value too large",
  95: "EOPNOTSUPP: operation not supported",
  116: "ESTALE: it is not what was expected",
  122: "EDQUOT: disk quota exceeded",
};

/** An error number as `NAME: words`. */
export function errnoText(errno: number): string {
  return TEXTS[errno] ?? `error ${errno}`;
}
