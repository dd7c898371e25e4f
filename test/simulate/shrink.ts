/** A scenario that breaks something, made as small as it can be while it still breaks the same. */
import type { Scenario } from "./scenario.ts";

/** Attempts at most: each is a whole run. */
const ATTEMPTS = 3000;

/** Smaller scenarios, the boldest first. */
function* smaller(scenario: Scenario): Iterable<Scenario> {
  const { crash, relapses = [], ...living } = scenario;
  if (crash !== undefined) {
    yield living;
    for (let i = 0; i < relapses.length; i++) yield { ...scenario, relapses: relapses.filter((_, at) => at !== i) };
  }
  const { layers, faults, acts, below, words, way, spoil, ...rest } = scenario;
  const { others, ...own } = scenario;
  if (others !== undefined) yield own;
  const { view, sought, ...less } = scenario;
  if (view !== undefined || sought !== undefined) yield less;
  const whole = { ...rest, layers, faults, acts, below, words };
  if (way !== undefined) yield { ...whole, ...(spoil && { spoil }) };
  if (spoil !== undefined) yield { ...whole, ...(way && { way }) };
  for (const [name, list] of Object.entries({ faults, acts, below, words })) {
    if (list.length > 0) yield { ...scenario, [name]: [] };
    for (let i = 0; i < list.length; i++) yield { ...scenario, [name]: list.filter((_, at) => at !== i) };
  }
  if (layers.length > 2) yield { ...scenario, layers: layers.slice(0, Math.ceil(layers.length / 2)) };
  for (let i = 0; i < layers.length && layers.length > 1; i++) {
    yield { ...scenario, layers: layers.filter((_, at) => at !== i) };
  }
  yield* simpler(scenario);
}

/** The same number of things, each a simpler one. */
function* simpler(scenario: Scenario): Iterable<Scenario> {
  const plain: Partial<Scenario> = { mkdir: false, writable: false, proof: "kernel", patience: 0, kernel: "6.18" };
  const usual: Partial<Scenario> = { pageSize: 4096, valueMax: 255, kind: "overlay" };
  for (const [name, value] of Object.entries({ ...plain, ...usual })) {
    if (scenario[name as keyof Scenario] !== value) yield { ...scenario, [name]: value };
  }
  const short = scenario.layers.map((_, i) => `layers/${scenario.layers.length - i}`);
  if (short.join() !== scenario.layers.join()) yield { ...scenario, layers: short };
  for (const [i, layer] of scenario.layers.entries()) {
    const cut = layer.replace(/nn/, "n");
    if (cut !== layer) yield { ...scenario, layers: scenario.layers.with(i, cut) };
  }
}

/** The smallest scenario that is found for which `breaks` holds. */
export function shrunk(scenario: Scenario, breaks: (scenario: Scenario) => boolean): Scenario {
  let best = scenario;
  let attempts = 0;
  for (let found = true; found && attempts < ATTEMPTS; ) {
    found = false;
    for (const one of smaller(best)) {
      if (++attempts > ATTEMPTS || !breaks(one)) continue;
      best = one;
      found = true;
      break;
    }
  }
  return best;
}
