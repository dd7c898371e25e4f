import { componentNames, coreComponent } from "./core/component.ts";
import { coreEffects } from "./core/effects.ts";
import { coreRules } from "./core/rules.ts";
import { coreTypes } from "./core/types.ts";
import { parseEffects } from "./effects.ts";
import { effectsHeader, effectsVersion } from "./effects-header.ts";
import { hostCodec } from "./host/codec.ts";
import { hostConstants } from "./host/constants.ts";
import { hostRun } from "./host/run.ts";
import { hostShapes } from "./host/shapes.ts";
import { hostStructure } from "./host/structure.ts";
import { HostTypes } from "./host/types.ts";
import { joinRules, parseRules } from "./rules.ts";
import { parseWit } from "./wit/parser.ts";
import { resolveWorld, type World } from "./wit/resolve.ts";

/** What everything is generated from, as texts. */
export interface Sources {
  readonly wit: string;
  readonly effects: string;
  /** Files of rules by name. */
  readonly rules: ReadonlyMap<string, string>;
}

/** Every generated file that depends on nothing but the sources: path and text. */
export function outputs(sources: Sources): Map<string, string> {
  const world = resolveWorld(parseWit(sources.wit));
  const effects = parseEffects(sources.effects);
  const kinds = enumNames(world, "rule-kind");
  const names = [...sources.rules.keys()].sort();
  const rules = joinRules(names.map((name) => parseRules(name, sources.rules.get(name) as string, kinds)));
  const types = new HostTypes(world);
  return new Map([
    ["core-wasm/generated/types.ts", coreTypes(world)],
    ["core-wasm/generated/component.ts", coreComponent(world)],
    ["core-wasm/generated/component-names.ts", componentNames(world)],
    ["core-wasm/generated/effects.ts", coreEffects(effects)],
    ["core-wasm/generated/rules.ts", coreRules(rules, kinds)],
    ["host/planner/generated/types.ts", types.text()],
    ["host/planner/generated/codec.ts", hostCodec(world, types)],
    ["host/planner/generated/constants.ts", hostConstants(world, effects)],
    ["host/planner/generated/shapes.ts", hostShapes(world)],
    ["host/planner/generated/run.ts", hostRun(world, types)],
    ["host/planner/generated/structure.ts", hostStructure(world)],
    ["host/linux/generated/effects.h", effectsHeader(effects)],
    ["host/linux/generated/abi.ts", effectsVersion(effects)],
  ]);
}

function enumNames(world: World, name: string): string[] {
  const type = world.definitions.find((definition) => definition.name === name);
  if (type?.kind !== "enum") throw new Error(`planner.wit: no enum ${name}`);
  return type.cases.map((item) => item.name);
}
