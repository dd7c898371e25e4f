// What a way costs, in nanoseconds: medians on ext4, Linux 6.18 (kernel.md §6.1), rounded. Only their order
// and rough distance matter: they rank the ways that are possible.

export const PAGE_FIXED: i32 = 50000;
export const CONTEXT_FIXED: i32 = 62000;

/** mount(2), name from the working directory. */
export const RELATIVE_LAYER: i32 = 7300;
/** mount(2), name through /proc/self/fd: 3.5 µs more a layer (kernel.md §9). */
export const PREFIX_LAYER: i32 = 10600;
/** lowerdir+ string from the working directory, or absolute. */
export const STRING_LAYER: i32 = 9400;
export const ABSOLUTE_STRING_LAYER: i32 = 10800;
/** openat, SET_FD and close. */
export const DESCRIPTOR_LAYER: i32 = 13200;
/** Opening a parent and closing it again. */
export const PARENT: i32 = 2500;
