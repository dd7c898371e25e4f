import { shown } from "../shown.ts";
import type { Holder } from "../types.ts";

const BY: Readonly<Record<Holder["by"], string>> = {
  cwd: "working directory",
  root: "root directory",
  file: "open file",
  mapping: "mapping of",
  mount: "mounted in it:",
};

/** Who it is that uses a mount. */
export function holderText({ by, pid, command, namespace }: Holder): string {
  const where = namespace === undefined ? "" : ", in another mount namespace";
  return by === "mount" ? `a mount${where}` : `process ${pid} (${shown(command)})${where}`;
}

/** By what. */
export function byText({ by, fd, path }: Holder): string {
  return `${BY[by]}${fd === undefined ? "" : ` ${fd},`} ${shown(path)}`;
}

/** All of them in one clause; `most` by name. */
export function holdersText(holders: readonly Holder[], unseen: number, most = 2): string {
  if (holders.length === 0) {
    const rest = unseen > 0 ? `, and so could the processes that may not be looked into (${unseen})` : "";
    const unknown = "a bound socket, a descriptor on its way between processes, or the kernel itself";
    return `what holds it is unknown: ${unknown}, could hold it${rest}`;
  }
  const named = holders.slice(0, most).map((holder) => `${holderText(holder)}: ${byText(holder)}`);
  const more = holders.length - named.length;
  return `held by ${named.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}
