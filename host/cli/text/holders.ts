import { byText, holderText } from "../../holders/words.ts";
import type { Holder, Holders } from "../../types.ts";
import type { Paint } from "../description.ts";
import type { JsonHolder, JsonHolders } from "../json.ts";
import { jsonTarget } from "./path.ts";
import { table } from "./table.ts";

export function holderJson({ by, pid, command, path, fd, namespace }: Holder): JsonHolder {
  const { target, targetBytes } = jsonTarget(path);
  return {
    by,
    ...(by !== "mount" && { pid, command }),
    path: target,
    ...(targetBytes !== undefined && { pathBytes: targetBytes }),
    ...(fd !== undefined && { fd }),
    ...(namespace !== undefined && { namespace: String(namespace) }),
  };
}

export function holdersJson({ target, mountId, holders, unseen }: Holders): JsonHolders {
  return { ok: true, ...jsonTarget(target), mountId: String(mountId), holders: holders.map(holderJson), unseen };
}

/** A row for each use. */
export function holdersText({ holders, unseen }: Holders, paint: Paint): string {
  const none =
    "nobody, as far as the kernel shows it: not a bound socket, a descriptor on its way, or the kernel itself\n";
  const rows = holders.map((holder) => [paint.bold(holderText(holder)), byText(holder)]);
  const rest = unseen > 0 ? `${paint.yellow("note:")} processes that may not be looked into: ${unseen}\n` : "";
  return (rows.length > 0 ? table(rows, "") : none) + rest;
}
