// Rebuilds host/linux/prebuilt from the C sources, with the pinned compiler: `bun scripts/build-shim.ts`.
import { buildLibrary, PREBUILT, provenance } from "./shim/library.ts";

const libraries = {
  x86_64: await buildLibrary("x86_64", PREBUILT),
  aarch64: await buildLibrary("aarch64", PREBUILT),
};
await Bun.write(`${PREBUILT}shim.json`, `${JSON.stringify(await provenance(libraries), null, 2)}\n`);
for (const [processor, bytes] of Object.entries(libraries)) console.log(`shim-${processor}.so: ${bytes.length} bytes`);
