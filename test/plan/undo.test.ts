/**
 * Undo is derived from the effects done and their results: a run that is stopped at any effect takes back exactly what
 * it did, newest first, and says what is left where it cannot.
 */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Capabilities, MountRequest, Request } from "../../host/planner/generated/types.ts";
import { planner } from "../../host/planner/planner.ts";
import { ProgramView } from "../core/program-view.ts";
import { capabilities } from "./arbitraries.ts";
import { PaperKernel } from "./paper.ts";
import type { World } from "./paper-world.ts";
import { vector } from "./vectors.ts";

const shared = await planner();
const ERRNOS = [1, 2, 16, 22, 40, 116];

const overlay = (upper: boolean) => ({
  fstype: "overlay",
  source: "",
  target: "",
  options: [],
  lowers: ["/l/3", "/l/2", "/l/1"],
  upper: upper ? "/u/upper" : undefined,
  work: upper ? "/u/work" : undefined,
});

const beneath = (fstype: string, target: string, options: readonly string[]) => ({
  fstype,
  source: "/src",
  target,
  options,
  lowers: [],
  upper: undefined,
  work: undefined,
});

const mounts = fc
  .tuple(
    fc.boolean(),
    fc.subarray([
      beneath("proc", "proc", []),
      beneath("bind", "etc/hosts", ["bind", "ro"]),
      beneath("tmpfs", "run", ["nosuid"]),
      beneath("bind", "run/user", ["rbind"]),
    ]),
  )
  .map(([upper, others]) => [overlay(upper), ...others]);

const requests: fc.Arbitrary<MountRequest> = fc.record({
  mounts,
  target: fc.constantFrom("/target", "/deep/in/a/target"),
  makeTarget: fc.boolean(),
  proof: fc.constantFrom("none", "kernel", "identity" as const),
  way: fc.option(fc.constantFrom("relative", "prefix", "strings", "descriptors", "mixed" as const), { nil: undefined }),
  allow: fc.constant({ upperInsideLower: false, chownUpper: false }),
  view: fc.constant("asked"),
});

interface Ended {
  readonly verdict: "mounted" | "refused" | "failed" | "left";
  readonly left: readonly string[];
  readonly deeds: readonly string[];
  readonly programs: readonly Uint8Array[];
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

function carriedOut(request: MountRequest, can: Capabilities, world: World): Ended {
  const paper = new PaperKernel(world);
  const observations: Uint8Array[] = [];
  const programs: Uint8Array[] = [];
  const whole: Request = { tag: "mount", value: request };
  for (;;) {
    assert.ok(programs.length < 200, "the run does not end");
    const step = shared.next({ request: whole, capabilities: can, observations });
    if (!step.ok) throw new Error(step.error.rule);
    const { deeds } = paper;
    if (step.value.tag === "mounted") return { verdict: "mounted", left: [], deeds, programs };
    if (step.value.tag === "failed") {
      const { verdict, left } = step.value.value;
      return { verdict, left: left.map(text), deeds, programs };
    }
    assert.is(step.value.tag, "perform");
    if (step.value.tag !== "perform") continue;
    programs.push(step.value.value.slice());
    observations.push(paper.observe(step.value.value));
  }
}

/** What was done and not taken back, newest first, by following the deeds as a stack. */
function remaining(deeds: readonly string[]): string[] {
  const stack: string[] = [];
  for (const deed of deeds) {
    const [what = "", ...path] = deed.split(" ");
    const inverse = { umount: "mount", rmdir: "mkdir" }[what];
    if (inverse === undefined) stack.push(deed);
    else assert.is(stack.pop(), [inverse, ...path].join(" "), `not the newest: ${deeds.join(", ")}`);
  }
  return stack.reverse();
}

function paths(deeds: readonly string[]): string[] {
  return deeds.map((deed) => deed.slice(deed.indexOf(" ") + 1));
}

/** Stops a run at every effect of every program that it has when nothing goes wrong. */
function stopEverywhere(request: MountRequest, can: Capabilities, errno: number): number {
  const smooth = carriedOut(request, can, {});
  if (smooth.verdict !== "mounted") {
    assert.is(smooth.verdict, "refused");
    assert.equal(smooth.deeds, []);
    return 0;
  }
  let undone = 0;
  smooth.programs.forEach((program, number) => {
    const { ops } = new ProgramView(program);
    for (let effect = 0; effect < ops.length; effect++) {
      const ended = carriedOut(request, can, { stop: { program: number, effect, errno } });
      const rest = remaining(ended.deeds);
      const where = `stopped at ${number}.${effect} ${ops[effect]?.op} with ${errno}: ${ended.deeds.join(", ")}`;
      if (ended.verdict === "mounted") continue;
      if (ended.verdict === "left") assert.equal([...ended.left].sort(), paths(rest).sort(), where);
      else assert.equal(rest, [], where);
      if (ended.verdict === "refused")
        assert.not.ok(
          ended.deeds.some((deed) => deed.startsWith("mount ")),
          where,
        );
      if (ended.deeds.length > 0) undone++;
    }
  });
  return undone;
}

test("a run that is stopped anywhere takes back what it did, newest first, or names what is left", () => {
  let undone = 0;
  const property = fc.property(requests, capabilities, fc.constantFrom(...ERRNOS), (request, can, errno) => {
    undone += stopEverywhere(request, can, errno);
  });
  fc.assert(property, { numRuns: 60 });
  assert.ok(undone > 500, `only ${undone} runs had something to undo`);
});

test("with proof, nothing is ever left where unmounting works", () => {
  const property = fc.property(requests, fc.constantFrom(...ERRNOS), (request, errno) => {
    const can = vector("6.18");
    const proved = { ...request, proof: request.proof === "none" ? "kernel" : request.proof } as const;
    const smooth = carriedOut(proved, can, {});
    assert.is(smooth.verdict, "mounted");
    smooth.programs.forEach((program, number) => {
      for (let effect = 0; effect < new ProgramView(program).ops.length; effect++) {
        const ended = carriedOut(proved, can, { stop: { program: number, effect, errno } });
        const where = `${number}.${effect}: ${ended.deeds.join(", ")}; left ${ended.left.join()}`;
        // A directory that was made and could not be looked at is not known by anything but its name.
        const isUnseen = ended.deeds.length === 1 && ended.deeds[0]?.startsWith("mkdir ");
        if (!isUnseen) assert.is.not(ended.verdict, "left", where);
      }
    });
  });
  fc.assert(property, { numRuns: 15 });
});

test.run();
