import { Capabilities } from "../generated/types.ts";

// What may be sent, from the capabilities: no budget is a constant anywhere else.

/** Bytes of mount(2)'s option text: the kernel copies a page, puts a NUL at its end and cuts without a word (kernel.md §1). */
export function optionPage(capabilities: Capabilities): i32 {
  return capabilities.pageSize - 1;
}

/** Bytes of a path without its NUL. */
export function pathBytes(capabilities: Capabilities): i32 {
  return capabilities.pathMax - 1;
}

export function has(capabilities: Capabilities, feature: i32): bool {
  return (capabilities.features & feature) != 0;
}
