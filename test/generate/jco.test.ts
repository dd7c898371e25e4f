import { transpileBytes } from "@bytecodealliance/jco-transpile";
import { componentEmbed, componentNew, componentWit } from "@bytecodealliance/jco-transpile/wasm-tools";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { plainMemory, reset } from "../../core-wasm/memory/memory.ts";
import { hostCodec } from "../../scripts/generate/host/codec.ts";
import { HostTypes } from "../../scripts/generate/host/types.ts";
import { layout } from "../../scripts/generate/layout.ts";
import { camel, pascal } from "../../scripts/generate/names.ts";
import type { Type } from "../../scripts/generate/wit/resolve.ts";
import { probe } from "./component.ts";
import { writeResult } from "./drafts.ts";
import { fromJco, toJco } from "./jco-values.ts";
import { loaded } from "./load.ts";
import { TORTURE_WIT, tortureWorld } from "./torture.ts";
import { arbitrary } from "./values.ts";
import { readView } from "./views.ts";
import { exported, PLANNER_WIT, planner } from "./world.ts";

const RUNS = { numRuns: 300 };

test("jco's tools take planner.wit and print the same functions back", async () => {
  const core = await componentEmbed({ witSource: PLANNER_WIT, dummy: true, stringEncoding: "utf8" });
  const component = await componentNew(core, []);
  const printed = await componentWit(component);
  // Both interfaces are exported: of types that a world only uses, it would import the interface.
  for (const name of ["types", "plan"]) assert.match(printed, `export ${planner.package}/${name}@${planner.version};`);
  assert.not.match(printed, "import ");

  const { files } = await transpileBytes(component, { name: "planner" });
  const text = Object.entries(files).flatMap(([name, file]) =>
    name.endsWith(".d.ts") ? new TextDecoder().decode(file) : [],
  );
  const declarations = text.join("\n");
  const functions = [...declarations.matchAll(/^export function (\w+)\(/gm)].map(([, name]) => name);
  assert.equal(
    functions,
    planner.functions.map(({ name }) => camel(name)),
  );
  for (const type of planner.definitions) {
    const name = pascal(type.name);
    if (type.kind === "record" || type.kind === "flags") {
      const body = new RegExp(`export interface ${name} \\{([^}]*)\\}`).exec(declarations)?.[1];
      const fields = [...(body ?? "").matchAll(/^\s*'?([A-Za-z0-9]+)'?\??:/gm)].map(([, field]) => field);
      const members = type.kind === "record" ? type.fields : type.flags;
      assert.equal(
        fields,
        members.map((member) => camel(member.name)),
        type.name,
      );
    } else {
      const cases = new RegExp(`export type ${name} = (?!import)([^;]*);`).exec(declarations)?.[1];
      assert.is(cases?.split("|").length, type.cases.length, type.name);
    }
  }
});

/** planner.wit's types with a world that only gives each result and takes each parameter that lies in memory. */
const types = PLANNER_WIT.slice(0, PLANNER_WIT.indexOf("interface plan {"));
const exports = [...PLANNER_WIT.matchAll(/^ {2}([a-z-]+): func\([^)]*\)( -> .*;)$/gm)];
const run = planner.definitions.find((definition) => definition.name === "run") as Type;
const plannerProbe = await probe(
  `${types}\nworld check {\n  ${/use types\.\{.*\};/.exec(PLANNER_WIT)?.[0]}
    ${exports.map(([, name, result]) => `export ${name}: func()${result}`).join("\n")}
    export take-run: func(it: run);
  }`,
  exports.map(([, name]) => name as string),
  new Map([["take-run", layout(run).size]]),
);

for (const declared of planner.functions) {
  const type = declared.result as Type;
  test(`${declared.name}: jco reads what the core's drafts wrote`, () => {
    fc.assert(
      fc.property(arbitrary(type), (value) => {
        reset();
        // At address 0 relative pointers are addresses.
        plannerProbe.memory().set(writeResult(declared, value));
        let given = plannerProbe.give(declared.name);
        if (type.kind === "result" && !(given instanceof Object && "tag" in given && given.tag === "err")) {
          given = { tag: "ok", val: given };
        }
        assert.ok(Bun.deepEquals(fromJco(type, given), value, true), "another value");
      }),
      RUNS,
    );
  });
}

test("run: the core's views read what jco wrote", () => {
  fc.assert(
    fc.property(arbitrary(run), (value) => {
      plannerProbe.take("take-run", toJco(run, value));
      plainMemory().set(plannerProbe.memory());
      assert.ok(Bun.deepEquals(readView(run, 0), value, true), "another value");
    }),
    RUNS,
  );
});

const torture = tortureWorld.definitions.find((definition) => definition.name === "torture") as Type;
const tortureProbe = await probe(TORTURE_WIT, ["give"], new Map([["take", layout(torture).size]]));
const tortureCodec = await loaded(hostCodec(tortureWorld, new HostTypes(tortureWorld)), "host/planner/generated");

test("torture: jco reads what our codec wrote, and our codec what jco wrote", () => {
  const encode = exported<(value: unknown) => Uint8Array>(tortureCodec, "encodeTakeParameter");
  const decode = exported<(message: Uint8Array) => unknown>(tortureCodec, "decodeGiveResult");
  fc.assert(
    fc.property(arbitrary(torture), (value) => {
      const message = encode(value);
      assert.ok(Bun.deepEquals(decode(message), value, true), "our own way there and back");
      tortureProbe.memory().set(message);
      assert.ok(Bun.deepEquals(fromJco(torture, tortureProbe.give("give")), value, true), "jco reads another value");
      tortureProbe.take("take", toJco(torture, value));
      assert.ok(Bun.deepEquals(decode(tortureProbe.memory()), value, true), "jco wrote another value");
    }),
    RUNS,
  );
});

test.run();
