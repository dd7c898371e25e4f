// What `user` prints.

/** `layermount user --json` */
export interface JsonUser {
  readonly ok: true;
  readonly uid: number;
  readonly gid: number;
  /** As an OCI runtime has them: the gid itself among them. */
  readonly additionalGids: readonly number[];
  /** As passwd names the uid; null where it does not. */
  readonly username: string | null;
  /** Its bytes in base64 where it is no UTF-8. */
  readonly usernameBytes?: string;
}
