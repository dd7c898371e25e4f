/** A path as records have it: without a slash at its end. */
export function withoutSlash(path: Uint8Array): Uint8Array {
  let end = path.length;
  while (end > 1 && path[end - 1] === 0x2f) end--;
  return path.subarray(0, end);
}
