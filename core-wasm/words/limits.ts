// Bounds on what is read at all, far above anything that can be mounted: work and memory stay bounded for any input.

/** The longest word besides those that name directories: no value of a file system's option is longer than a path. */
export const WORD_MAX: i32 = 4096;
/** Words of one mount, and its option elements. */
export const WORDS_MAX: i32 = 4096;
/** Words of all mounts of a list. */
export const LIST_WORDS_MAX: i32 = 16384;
/** Layers of one mount, the planner's own budget is far below. */
export const LAYERS_MAX: i32 = 16384;
