import { Capabilities, Features } from "../generated/types.ts";

// What may be sent, from the capabilities: no budget is a constant anywhere else.

/**
 * Bytes of mount(2)'s option text: the kernel copies a page, puts a NUL at its end and cuts without a word (kernel.md
 * §1).
 */
export function optionPage(capabilities: Capabilities): i32 {
  return capabilities.pageSize - 1;
}

/** Bytes of a path without its NUL. */
export function pathBytes(capabilities: Capabilities): i32 {
  return capabilities.pathMax - 1;
}

/** What statmount is asked by; without it statmount is of no use. */
const BY_UNIQUE_ID: i32 = Features.STATMOUNT | Features.OPTION_TEXT | Features.OPTION_ARRAY;

export function has(capabilities: Capabilities, feature: i32): bool {
  const features = capabilities.features;
  if ((feature & BY_UNIQUE_ID) != 0 && (features & Features.UNIQUE_MOUNT_ID) == 0) return false;
  return (features & feature) != 0;
}
