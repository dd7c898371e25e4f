const SLASH = 0x2f;
const DOT = 0x2e;

/**
 * A path as records have it: without `//`, `/./` and slashes at its end, as the planner tidies targets
 * (core-wasm/bytes/path.ts). Names stay as they are, `..` too: what it leads to is the kernel's to say.
 */
export function tidied(path: Uint8Array): Uint8Array {
  if (path[0] !== SLASH) return path;
  const tidy = new Uint8Array(path.length);
  let length = 0;
  for (let i = 0; i < path.length; ) {
    while (path[i] === SLASH) i++;
    const from = i;
    while (i < path.length && path[i] !== SLASH) i++;
    const isDot = i - from === 1 && path[from] === DOT;
    if (i === from || isDot) continue;
    tidy[length++] = SLASH;
    tidy.set(path.subarray(from, i), length);
    length += i - from;
  }
  return length === 0 ? path.subarray(0, 1) : tidy.subarray(0, length);
}
