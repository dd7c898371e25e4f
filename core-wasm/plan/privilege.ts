// What may be mounted without the rights of the initial user namespace (kernel.md §10).

import { ascii, Bytes } from "../bytes/bytes.ts";
import {
  RULE_ORDINARY_FILESYSTEM,
  RULE_ORDINARY_MOUNT,
  RULE_ORDINARY_NO_EFFECT,
  RULE_ORDINARY_PROC,
  RULE_ORDINARY_WORD,
} from "../generated/rules.ts";
import { Capabilities, Features, Privilege } from "../generated/types.ts";
import { Overlay } from "../overlay/overlay.ts";
import { Refusal } from "../refusal/refusal.ts";
import { has } from "../ways/budgets.ts";
import { MountPlan } from "./mount-plan.ts";

export const USERXATTR: string = "userxattr";

/** Whether mounts are made with the rights of a user namespace that is not the initial one. */
export function isNamespaced(capabilities: Capabilities): bool {
  return capabilities.privilege == Privilege.NAMESPACED;
}

/** Refuses every mount of somebody who may make none. */
export function mayMount(target: Bytes, capabilities: Capabilities, refusal: Refusal): bool {
  return capabilities.privilege != Privilege.NONE || refusal.refuse(RULE_ORDINARY_MOUNT, target);
}

/** Refuses the file systems that the kernel lets only root of the initial user namespace mount. */
export function mayMountType(fstype: Bytes, capabilities: Capabilities, refusal: Refusal): bool {
  if (!isNamespaced(capabilities)) return true;
  if (fstype.is("proc")) {
    return has(capabilities, Features.PROC_MOUNT) || refusal.refuse(RULE_ORDINARY_PROC, fstype);
  }
  return isForEverybody(fstype) || refusal.refuse(RULE_ORDINARY_FILESYSTEM, fstype);
}

/** FS_USERNS_MOUNT. Those of the second line also depend on other namespaces, of which only the kernel knows. */
function isForEverybody(fstype: Bytes): bool {
  if (fstype.is("tmpfs") || fstype.is("ramfs") || fstype.is("devpts")) return true;
  if (fstype.is("sysfs") || fstype.is("mqueue") || fstype.is("cgroup") || fstype.is("cgroup2")) return true;
  return fstype.is("fuse") || fstype.startsWith("fuse.") || fstype.is("bpf") || fstype.is("binfmt_misc");
}

/** Adds `userxattr` to an overlay in a user namespace; words that it conflicts with are refused. */
export function fitOverlayWords(plan: MountPlan, overlay: Overlay, capabilities: Capabilities, refusal: Refusal): bool {
  if (!isNamespaced(capabilities)) return true;
  for (let i = 0; i < overlay.words.length; i++) {
    const word = overlay.words[i];
    // Measured: on, follow and off are refused beside userxattr, only nofollow is not.
    const redirects = word.startsWith("redirect_dir=") && !word.is("redirect_dir=nofollow");
    if (redirects || word.is("metacopy=on")) return refusal.refuse(RULE_ORDINARY_WORD, word);
    if (word.is("index=on") || word.is("nfs_export=on")) plan.warn(RULE_ORDINARY_NO_EFFECT, word);
  }
  if (overlay.hasWord(USERXATTR)) return true;
  const words: Bytes[] = [];
  for (let i = 0; i < overlay.words.length; i++) words.push(overlay.words[i]);
  words.push(ascii(USERXATTR));
  overlay.words = words;
  overlay.userxattr = true;
  return true;
}
