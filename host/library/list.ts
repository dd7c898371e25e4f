import { isHere, type MountRecord, originOf, readRecords, type State, type Stray, stateIn } from "../records/index.ts";
import type { Listed, Listing, Options, Standing } from "../types.ts";
import { answered } from "./answered.ts";
import { inContext } from "./context.ts";
import { standingsOf } from "./standing.ts";

/**
 * What the state directory records, and whether the kernel still agrees.
 *
 * @param options `state`: the state directory; `signal` is looked at between two records.
 * @returns A row for each recorded target, and the files of the directory that are not trusted.
 * @throws RefusedError when the state directory is not ours alone: `records.unsafe-directory`, `records.relative`,
 *   `records.no-directory`.
 * @throws AbortError `run.aborted`, and UsageError `library.argument`.
 * @see statmount(2), statx(2), mount_namespaces(7)
 * @example
 * ```ts
 * import { list } from "layermount";
 * const { mounts } = await list({ state: `${dir}/no-state-yet` });
 * if (mounts.length !== 0) throw new Error("nothing was mounted with that state directory");
 * ```
 */
export function list(options: Options = {}): Promise<Listing> {
  return answered({ name: "list", args: [options] }, () => listIn(options));
}

function listIn(options: Options): Promise<Listing> {
  return inContext(options, async (context) => {
    const state = await stateIn(context.session, options.state === false ? undefined : options.state);
    const { records, strays } = await readRecords(state);
    const origin = await originOf(state);
    const isDead = await deathsOf(state, records);
    const mounts: Listed[] = [];
    for (const record of records) {
      const standings = isHere(record, origin)
        ? await standingsOf(context, record)
        : record.mounts.map(() => "elsewhere" as const);
      const { owner } = record;
      const death = owner === undefined ? undefined : await isDead?.(owner);
      mounts.push({ ...listed(record, standings), ...(owner && { owner: death ? "dead" : "alive" }) });
    }
    return {
      mounts,
      strays: strays.length > 0 ? await told(strays) : [],
    };
  });
}

/** Loaded only where some record has an owner. */
async function deathsOf(state: State, records: readonly MountRecord[]) {
  if (records.every(({ owner }) => owner === undefined)) return undefined;
  return (await import("../records/left-journals.ts")).deathsIn(state);
}

/** The table of rules is loaded only where it is needed: every command would pay for it (1.5 ms). */
async function told(strays: readonly Stray[]): Promise<Listing["strays"]> {
  const { hint, sentence } = await import("../rules.ts");
  return strays.map(({ rule, fill }) => ({ rule, message: sentence(rule, fill), hint: hint(rule) }));
}

function listed(record: MountRecord, standings: readonly Standing[]): Listed {
  const mounts = record.mounts.map(({ identity: { target, mountId } }, i) => {
    return { target, mountId, standing: standings[i] ?? ("gone" as const) };
  });
  const root = record.mounts[0];
  const worst = mounts.find(({ standing }) => standing !== "ours" && standing !== "covered")?.standing ?? "ours";
  return {
    target: record.target,
    mountId: root?.identity.mountId ?? 0n,
    unique: root?.identity.unique ?? false,
    way: root?.way,
    layers: root?.layers ?? 0,
    planHash: record.planHash,
    created: record.created,
    standing: worst,
    ...(root?.uidMap && root.gidMap && { uidMap: root.uidMap, gidMap: root.gidMap }),
    mounts,
  };
}
