/** Runs every shared case by a driver, in the guest, and prints what came of each. */
import { spawnSync } from "node:child_process";
import { release, version } from "node:os";
import { LayermountError, type Probe, probe } from "../../host/index.ts";
import { allCases } from "../cases/all.ts";
import type { Case, Expect } from "../cases/case.ts";
import type { Driver } from "../cases/driver.ts";
import { Place } from "../cases/place.ts";
import { runCase } from "../cases/run.ts";
import { matrix } from "../cases/ways.ts";
import { recordedText } from "../trace/scenes.ts";
import { FOR_LACK, lackOf } from "./lack.ts";
import { type Line, MARK, PROBE_ONLY, SHORT, type Tier } from "./lines.ts";

/** Sizes of the matrix of ways in a short run; containerd's lists of hundreds of layers are in every run. */
const SHORT_SIZE = 10;

function say(line: Line): void {
  process.stdout.write(`${MARK}${JSON.stringify(line)}\n`);
}

/** A driver that remembers what it last refused. */
class Watched {
  refusal: LayermountError | undefined;
  readonly driver: Driver;

  constructor(driver: Driver) {
    const mount: Driver["mount"] = async (request, options) => {
      try {
        this.refusal = undefined;
        return await driver.mount(request, options);
      } catch (error) {
        if (error instanceof LayermountError) this.refusal = error;
        throw error;
      }
    };
    this.driver = { ...driver, mount };
  }
}

const excused: readonly Expect[] = FOR_LACK.flatMap((rule) => [
  { outcome: "refused", rule },
  { outcome: "failed", rule },
]);

function isExpected(one: Case, rule: string, ordinary: boolean): boolean {
  const expected = ordinary ? (one.ordinary ?? one.expect) : one.expect;
  return expected.some((expect) => expect.outcome !== "mounted" && expect.rule === rule);
}

/** The case as this kernel is to answer it. */
function asSeen(one: Case, { capabilities }: Probe): Case {
  return one.blind && !capabilities.features.statmount ? { ...one, expect: one.blind } : one;
}

async function tell(tier: Tier, asked: Case, watched: Watched, here: Probe): Promise<Line> {
  const one = asSeen(asked, here);
  const { driver } = watched;
  const { name } = one;
  const missing = (one.needs ?? []).map((need) => driver.missing(need)).find((reason) => reason !== undefined);
  if (missing !== undefined) return { tag: "skipped", tier, name, why: missing };
  try {
    const ordinary = [...(one.ordinary ?? one.expect), ...excused] as [Expect, ...Expect[]];
    const { rule } = await runCase({ ...one, expect: [...one.expect, ...excused], ordinary }, driver);
    if (rule === undefined || isExpected(one, rule, tier === "ordinary")) return { tag: "passed", tier, name };
    const lack = watched.refusal && lackOf(watched.refusal, here);
    if (lack !== undefined) return { tag: "skipped", tier, name, why: lack };
    return { tag: "failed", tier, name, why: `by its probes it should work: ${watched.refusal?.message}` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { tag: "failed", tier, name, why: why.split("\n").slice(0, 4).join("\n") };
  }
}

/** Tests of their own that run on every kernel: by root, in files that make a namespace for themselves. */
const FILES = ["kernel/mischief", "kernel/page", "kernel/planted", "kernel/processes", "kernel/state", "kernel/model"];

function runFile(name: string): Line {
  const file = new URL(`../${name}.test.ts`, import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const passed = /Passed: *(\d+)/.exec(stdout)?.[1];
  const what = `test/${name}.test.ts (${passed ?? 0} tests)`;
  if (status === 0 && passed !== undefined) return { tag: "passed", tier: "root", name: what };
  const failures = [...stdout.matchAll(/FAIL {2}"(.*)"\n(.*\n.*)/g)].map(([, test, why]) => `${test}: ${why}`);
  return { tag: "failed", tier: "root", name: what, why: failures.join("\n") || `${stdout}${stderr}`.slice(-500) };
}

/** What stays open for the life of the process is no leak of a case: one bind, which every kernel can make. */
async function warmUp(driver: Driver): Promise<void> {
  const place = new Place("warm-up", driver.abilities);
  try {
    const request = {
      target: place.target,
      mounts: [{ type: "bind", source: place.make("source"), options: ["bind"] }],
    };
    await (await driver.mount(request)).unmount();
  } finally {
    place.remove();
  }
}

/** The whole tier, and first what the probe says. */
export async function runTier(tier: Tier, driver: Driver): Promise<void> {
  const here = await probe();
  say({ tag: "probe", tier, release: release(), version: version(), capabilities: here.capabilities });
  if (process.env[PROBE_ONLY] !== undefined) {
    if (tier === "root") say({ tag: "trace", tier, text: await recordedText() });
    return;
  }
  await warmUp(driver);
  const watched = new Watched(driver);
  const short = process.env[SHORT] !== undefined;
  const cells = matrix.filter(({ size }) => !short || size <= SHORT_SIZE);
  for (const one of [...allCases, ...cells.map((cell) => cell.case)]) say(await tell(tier, one, watched, here));
  if (tier === "root" && !short) for (const name of FILES) say(runFile(name));
}
