// Made by scripts/generate from core-wasm/effects.json; never edited.

/** Version of the operations of a program: core, host and shim refuse each other when theirs differ. */
export const ABI = 2;
