// Error numbers that decide something, or that a sentence names.

export const EPERM: i32 = 1;
export const ENOENT: i32 = 2;
export const EBADF: i32 = 9;
export const EAGAIN: i32 = 11;
export const ENOMEM: i32 = 12;
export const EACCES: i32 = 13;
export const EBUSY: i32 = 16;
export const EEXIST: i32 = 17;
export const EXDEV: i32 = 18;
export const ENOTDIR: i32 = 20;
export const EINVAL: i32 = 22;
export const ENAMETOOLONG: i32 = 36;
export const ENOSYS: i32 = 38;
export const ELOOP: i32 = 40;
export const EOVERFLOW: i32 = 75;
export const ESTALE: i32 = 116;
/**
 * The largest number that a system call could return, which none does: before the first effect of a program it says
 * that the host withheld the program, because whoever asked for the run aborted it.
 */
export const ABORTED: i32 = 4095;

/** Whether it says that nothing is there by that name, and not only that it could not be seen. */
export function isAbsence(errno: i32): bool {
  return errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
}

/** The symbolic name, or an empty text for numbers that mount calls do not give. */
export function errnoName(errno: i32): string {
  switch (errno) {
    case EPERM:
      return "EPERM";
    case ENOENT:
      return "ENOENT";
    case 5:
      return "EIO";
    case EBADF:
      return "EBADF";
    case ENOMEM:
      return "ENOMEM";
    case EACCES:
      return "EACCES";
    case 15:
      return "ENOTBLK";
    case EBUSY:
      return "EBUSY";
    case EEXIST:
      return "EEXIST";
    case EXDEV:
      return "EXDEV";
    case 19:
      return "ENODEV";
    case ENOTDIR:
      return "ENOTDIR";
    case EINVAL:
      return "EINVAL";
    case 28:
      return "ENOSPC";
    case 30:
      return "EROFS";
    case 34:
      return "ERANGE";
    case ENAMETOOLONG:
      return "ENAMETOOLONG";
    case ENOSYS:
      return "ENOSYS";
    case ELOOP:
      return "ELOOP";
    case EOVERFLOW:
      return "EOVERFLOW";
    case 95:
      return "EOPNOTSUPP";
    case ESTALE:
      return "ESTALE";
    case 117:
      return "EUCLEAN";
    default:
      return "";
  }
}
