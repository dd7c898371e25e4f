import {
  MOUNT_ATTR__ATIME,
  MOUNT_ATTR_NOATIME,
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_NODIRATIME,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  MOUNT_ATTR_NOSYMFOLLOW,
  MOUNT_ATTR_RDONLY,
  MOUNT_ATTR_STRICTATIME,
  MS_NOATIME,
  MS_NODEV,
  MS_NODIRATIME,
  MS_NOEXEC,
  MS_NOSUID,
  MS_NOSYMFOLLOW,
  MS_RDONLY,
  MS_RELATIME,
  MS_STRICTATIME,
} from "../kernel/flags.ts";

/**
 * The MS_* flags that belong to a mount, as the attributes of fsmount and mount_setattr; the others belong to the file
 * system.
 */
export function mountAttributes(flags: i32): i32 {
  let attributes = 0;
  if ((flags & MS_RDONLY) != 0) attributes |= MOUNT_ATTR_RDONLY;
  if ((flags & MS_NOSUID) != 0) attributes |= MOUNT_ATTR_NOSUID;
  if ((flags & MS_NODEV) != 0) attributes |= MOUNT_ATTR_NODEV;
  if ((flags & MS_NOEXEC) != 0) attributes |= MOUNT_ATTR_NOEXEC;
  if ((flags & MS_NODIRATIME) != 0) attributes |= MOUNT_ATTR_NODIRATIME;
  if ((flags & MS_NOSYMFOLLOW) != 0) attributes |= MOUNT_ATTR_NOSYMFOLLOW;
  // relatime is what both interfaces give when nothing is asked for: the attribute's value is 0.
  if ((flags & MS_NOATIME) != 0) attributes |= MOUNT_ATTR_NOATIME;
  else if ((flags & MS_STRICTATIME) != 0) attributes |= MOUNT_ATTR_STRICTATIME;
  return attributes;
}

/** What mount_setattr must clear, so that words change a bind's source flags and nothing else does. */
export function clearedAttributes(set: i32, clear: i32): i32 {
  let attributes = mountAttributes(clear & ~(MS_NOATIME | MS_STRICTATIME));
  const atime = MS_NOATIME | MS_RELATIME | MS_STRICTATIME;
  if (((set | clear) & atime) != 0) attributes |= MOUNT_ATTR__ATIME;
  return attributes;
}

/** Attributes of a mount that one cannot see in statmount's mnt_attr as bits of their own. */
export const COMPARED_ATTRIBUTES: i32 =
  MOUNT_ATTR_RDONLY |
  MOUNT_ATTR_NOSUID |
  MOUNT_ATTR_NODEV |
  MOUNT_ATTR_NOEXEC |
  MOUNT_ATTR__ATIME |
  MOUNT_ATTR_NODIRATIME |
  MOUNT_ATTR_NOSYMFOLLOW;
