// Where names stand in a request.
import { bytesOf, surrogateBytes, surrogateText } from "../../bytes.ts";
import type { Mount, Request } from "../../planner/generated/types.ts";
import { ruleError } from "../../rules.ts";
import type { Path } from "../../types.ts";
import { type Names, optionsIn, pathIn, sourceIn } from "./paths.ts";
import { userNamesIn } from "./users.ts";

type Change = (text: string, names: Names) => string;

/** The request with its names changed: as long in every byte. */
export function requestIn(request: Request, names: Names): Request {
  const path = (value: Path): Uint8Array => changed(value, pathIn, names);
  switch (request.tag) {
    case "mount": {
      const { mounts, target, scratch } = request.value;
      const changedMounts = mounts.map((mount) => mountIn(mount, names));
      const aside = scratch && { scratch: { ...scratch, directory: path(scratch.directory) } };
      return { tag: "mount", value: { ...request.value, mounts: changedMounts, target: path(target), ...aside } };
    }
    case "unmount": {
      const { mounts, target } = request.value;
      const identities = mounts.map((mount) => ({ ...mount, target: path(mount.target) }));
      return { tag: "unmount", value: { ...request.value, mounts: identities, target: path(target) } };
    }
    case "check": {
      const { mounts, target } = request.value;
      const identities = mounts.map((mount) => ({ ...mount, target: path(mount.target) }));
      return { tag: "check", value: { mounts: identities, target: path(target) } };
    }
    case "recover":
      // It holds the programs of another run as they are.
      throw ruleError("refused", "trace.not-redactable", { other: "a recovery tells of another run: redact that one" });
    case "claims": {
      const claims = request.value.claims.map((claim) => ({
        ...claim,
        directory: path(claim.directory),
        other: path(claim.other),
      }));
      return { tag: "claims", value: { claims, target: path(request.value.target) } };
    }
    case "probe":
      return { tag: "probe", value: { ...request.value, directory: path(request.value.directory) } };
    case "user": {
      const { root, user, groups } = request.value;
      const who = (value: Path): Uint8Array => changed(value, userNamesIn, names);
      return { tag: "user", value: { root: path(root), user: who(user), groups: groups.map(who) } };
    }
  }
}

function mountIn(mount: Mount, names: Names): Mount {
  const path = (value: Path): Uint8Array => changed(value, pathIn, names);
  const { upper, work } = mount;
  const overlay = surrogateText(bytesOf(mount.fstype)) === "overlay";
  return {
    ...mount,
    source: changed(mount.source, sourceIn, names),
    target: path(mount.target),
    options: mount.options.map((element) => changed(element, (text) => optionsIn(text, overlay, names), names)),
    lowers: mount.lowers.map(path),
    ...(upper && { upper: path(upper) }),
    ...(work && { work: path(work) }),
  };
}

function changed(value: Path, change: Change, names: Names): Uint8Array {
  return surrogateBytes(change(surrogateText(bytesOf(value)), names));
}
