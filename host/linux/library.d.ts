/** A shared library imported with `{ type: "file" }`: its path, also inside a compiled program. */
declare module "*.so" {
  const path: string;
  export default path;
}
