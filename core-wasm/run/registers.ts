// Which register holds what, in every program of a run.

/** The root of the list's first mount, while others go beneath it. */
export const ROOT: i32 = 0;
/** What is seen at the target after the mount. */
export const SEEN: i32 = 1;
/** The context of fsopen. */
export const CONTEXT: i32 = 2;
/** A mount that is not attached yet. */
export const DETACHED: i32 = 3;
/** One layer, while it is handed over. */
export const LAYER: i32 = 4;
/** The directory that holds a mount point. */
export const HOLDER: i32 = 5;
/** A directory that is looked at. */
export const LOOK: i32 = 6;
/** The directory in which clones are attached for a while. */
export const SCRATCH: i32 = 7;
/** Parents of layers: as many as PARENTS_MAX. */
export const PARENTS: i32 = 16;
/** Where the mounts of the list go: as many as MOUNTS_MAX. */
export const TARGETS: i32 = 32;

/** Id-mapped clones: of the parents, and from OWN on (names/named.ts) of single layers. */
export const CLONES: i32 = 256;
export const CLONES_MAX: i32 = 600;
/** User namespaces, which may stay open after a run: as many as NAMESPACES_MAX (KEPT_FROM of the shim). */
export const NAMESPACES: i32 = 960;
export const NAMESPACES_MAX: i32 = 32;

/** Mounts of one list; a budget of this planner, for its registers. */
export const MOUNTS_MAX: i32 = 192;

/** Registers that a request may name, because the host filled them before the run: those of a program lie below. */
export const HELD_FROM: i32 = 224;
export const HELD_TO: i32 = 253;

// Mount-id registers.
export const ID_TARGET: i32 = 0;
export const ID_SEEN: i32 = 1;
export const ID_DETACHED: i32 = 2;
/** The id by which mountinfo knows what is seen, where that is not the one of ID_SEEN. */
export const ID_LINE: i32 = 3;
/** An id that was recorded. */
export const ID_KNOWN: i32 = 4;
/** A clone before it is attached, and the directory that was made for it. */
export const ID_CLONE: i32 = 5;
export const ID_MADE: i32 = 6;
/** The mount that the upperdir lies on. */
export const ID_UPPER: i32 = 7;
