/** Requests of any kind, sensible or not, in a world that has some of what they name: every rule is to be heard of. */
import type { Request } from "../../host/planner/generated/types.ts";
import type { Build } from "../core/build.ts";
import { randomRun } from "../core/random-run.ts";
import type { Kernel } from "../simulated-kernel/kernel.ts";
import { enterNamespace } from "../simulated-kernel/user-namespace.ts";
import { directory } from "../simulated-kernel/world.ts";
import { leftRight } from "./outcome.ts";
import { type Ran, settled } from "./run.ts";
import { type Heard, Runner } from "./runner.ts";
import { drawn, type Scenario } from "./scenario.ts";

/** Layers of one request at most: what thousands of them come to is found elsewhere. */
const LAYERS_MOST = 600;
const LONGEST = 4000;
const NEVER = 2 ** 31;

function latin1(path: Uint8Array | string): string {
  return typeof path === "string" ? path : Buffer.from(path).toString("latin1");
}

/** Paths that a request names. */
function named(request: Request): string[] {
  if (request.tag === "probe") return [latin1(request.value.directory)];
  if (request.tag === "user") return [latin1(request.value.root)];
  const target = latin1(request.value.target);
  if (request.tag !== "mount") return [target];
  const mounts = request.value.mounts.flatMap(({ source, lowers, upper, work }) => {
    return [source, ...lowers, ...(upper ? [upper] : []), ...(work ? [work] : [])].map(latin1);
  });
  return [target, ...mounts];
}

function furnish(kernel: Kernel, request: Request): void {
  for (const path of named(request)) {
    const parts = path.split("/");
    const isPlain = path.startsWith("/") && path.length < LONGEST && !path.includes("\0");
    if (!isPlain || parts.some((part) => part === "." || part === ".." || part.length > 255)) continue;
    // What lies in /proc is not made.
    if (parts[1] !== "proc" && parts[1] !== "dev") directory(kernel, path);
  }
}

/** Runs the request of a seed, however strange, with the faults and acts of the seed's scenario. */
export function ranAnything(seed: number, build: Build, heard?: Heard): Ran {
  const { request, capabilities } = randomRun(seed);
  // A probe finds the budgets out.
  const { pageSize, valueMax } = request.tag === "probe" ? { pageSize: 4096, valueMax: 255 } : capabilities;
  const own = drawn(seed);
  // The capabilities need not be those of the kernel: what it cannot do then is in the way.
  const faults = [...own.faults, { at: NEVER, what: 1 }];
  const scenario: Scenario = { ...own, pageSize, valueMax, faults, kind: "bind" };
  const runner = new Runner(scenario, build, heard);
  const { kernel, watch, driver } = runner;
  if (capabilities.privilege === "namespaced") enterNamespace(kernel);
  const isLarge = request.tag === "mount" && request.value.mounts.some(({ lowers }) => lowers.length > LAYERS_MOST);
  if (!isLarge && seed % 2 === 0) furnish(kernel, request);
  const before = { mounts: new Set(kernel.mounts), descriptors: kernel.descriptors.size };
  // What is to be unmounted and removed is said by the request here, and not by a mount before it.
  if (request.tag === "unmount") watch.isUnseen = () => true;
  const answer = runner.run(request, capabilities);
  driver.session.reset();
  if (answer?.tag === "failed" && request.tag === "mount") leftRight(runner, answer.value);
  return settled(runner, before);
}
