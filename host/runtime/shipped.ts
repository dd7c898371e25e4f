import type { Shipped } from "./runtime.ts";

/** Where the files lie that are shipped with the code, in a checkout. */
export function shippedUrl(name: Shipped): URL {
  switch (name) {
    case "planner.wasm":
      return new URL("../../core-wasm/planner.wasm", import.meta.url);
    case "shim-aarch64.so":
      return new URL("../linux/prebuilt/shim-aarch64.so", import.meta.url);
    case "shim-x86_64.so":
      return new URL("../linux/prebuilt/shim-x86_64.so", import.meta.url);
  }
}
