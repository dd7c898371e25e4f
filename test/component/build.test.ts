/** How the component is made: of the committed module and the WIT alone, and only where the two fit. */
import { readFileSync } from "node:fs";
import { transpileBytes } from "@bytecodealliance/jco-transpile";
import { componentEmbed, componentNew, componentWit, print } from "@bytecodealliance/jco-transpile/wasm-tools";
import binaryen from "binaryen";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { buildComponent, makeComponent } from "../../scripts/build/component.ts";
import { declared, PLANNER_WIT, planner as world } from "../generate/world.ts";
import { temporary } from "../support/temporary.ts";

const planner = readFileSync(new URL("../../core-wasm/planner.wasm", import.meta.url));
const component = await makeComponent();

/** The declarations that jco makes of a component's types and functions. */
async function declarations(of: Uint8Array): Promise<Record<string, string>> {
  const { files } = await transpileBytes(of, { name: "planner" });
  const texts = Object.entries(files).filter(([name]) => name.endsWith(".d.ts"));
  return Object.fromEntries(texts.map(([name, text]) => [name, Buffer.from(text).toString()]));
}

/** The module without one of its exports, or with another one in its place. */
function withExport(name: string, instead?: string): Uint8Array {
  const module = binaryen.readBinary(planner);
  try {
    module.removeExport(name);
    if (instead !== undefined) {
      module.addFunctionExport(binaryen.getExportInfo(module.getExport(instead)).value, name);
    }
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

async function refused(module: Uint8Array): Promise<string> {
  return await makeComponent(module).then(
    () => "made",
    (error: unknown) => String(error),
  );
}

test("the same bytes each time, in a file too", async () => {
  assert.ok(Buffer.from(await makeComponent()).equals(component));
  const { path } = temporary("component");
  await buildComponent(`${path}/new/planner.component.wasm`);
  assert.ok(readFileSync(`${path}/new/planner.component.wasm`).equals(component));
});

test("it asks for nothing, and its types and functions are the WIT's", async () => {
  assert.not.match(await componentWit(component), "import");
  const dummy = await componentEmbed({ witSource: PLANNER_WIT, dummy: true, stringEncoding: "utf8" });
  const expected = await declarations(await componentNew(dummy, []));
  assert.is(Object.keys(expected).length, 3);
  assert.equal(await declarations(component), expected);
});

test("text is UTF-8", async () => {
  const lifts = (await print(component)).match(/canon lift .*/g) ?? [];
  assert.is(lifts.length, world.functions.length);
  for (const lift of lifts) assert.match(lift, "string-encoding=utf8");
});

test("a module whose functions are not those of the world is refused", async () => {
  const { exported } = declared("rules");
  assert.match(await refused(withExport(exported)), "failed to find export of interface");
  assert.match(await refused(withExport(exported, "input")), "type mismatch for function `rules`");
  assert.match(await refused(withExport("cabi_realloc")), "does not export a function named `cabi_realloc`");
});

test.run();
