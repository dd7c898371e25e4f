/** A shared library imported with `{ type: "file" }`: its path, also inside a compiled program. */
declare module "*.so" {
  const path: string;
  export default path;
}

/** As a shared library: only its path. */
declare module "*.wasm" {
  const path: string;
  export default path;
}
