/** One image and what is asked of it. */

/** What an image has: the text of a file, where a symlink leads, or a directory. */
export type Entry = string | { readonly link: string } | "directory" | { readonly bytes: number };

/** Entries by path beneath the image, in order. */
export type Image = Readonly<Record<string, Entry>>;

export interface UserCase {
  readonly name: string;
  readonly image: Image;
  readonly user: string;
  readonly groups?: readonly string[];
  /** `uid:gid`, the additional gids with commas, and the name if there is one; or a rule. */
  readonly is: string;
  /** What containerd answers, where that is something else, and why ours differs. */
  readonly containerd?: string;
}

/** passwd and group of an image of Alpine, as far as containerd's tests have them. */
export const PASSWD = "root:x:0:0:root:/root:/bin/ash\nguest:x:405:100:guest:/dev/null:/sbin/nologin\n";
export const GROUP =
  "root:x:0:root\nbin:x:1:root,bin,daemon\ndaemon:x:2:root,bin,daemon\nsys:x:3:root,bin\nguest:x:100:\n";
export const ALPINE: Image = { "etc/passwd": PASSWD, "etc/group": GROUP };

/** Cases of one image, in rows. */
export function rows(
  image: Image,
  table: readonly (readonly [user: string, is: string, containerd?: string])[],
  about = "",
): UserCase[] {
  return table.map(([user, is, containerd]) => {
    return { name: `${about}USER ${JSON.stringify(user)}`, image, user, is, ...(containerd && { containerd }) };
  });
}
