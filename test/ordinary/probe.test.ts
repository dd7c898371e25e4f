/** What an ordinary user is told outside of any namespace: by probe, by mount, and by a plan from what probe said. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { JsonFailure, JsonPlan, JsonProbe } from "../../host/cli/json.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { asOrdinary, missingOrdinary, ordinaryEnvironment, ordinaryPlace } from "../support/ordinary-user.ts";
import { runtimeCommand } from "../support/program.ts";
import { testUnless } from "../support/skip.ts";

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
const missing = missingOrdinary();

if (isReady) {
  const place = missing === undefined ? ordinaryPlace("probe") : undefined;
  const [, ...rest] = runtimeCommand(`${place?.checkout}/host/cli/main.ts`);
  const environment = ordinaryEnvironment({ TMPDIR: place?.path ?? "/tmp" });

  /** Runs the command line as the ordinary user, behind other programs. */
  const layermount = (args: readonly string[], before: readonly string[] = []) => {
    const [program = "", ...words] = asOrdinary([...before, place?.runtime ?? "", ...rest, ...args]);
    const { status, stdout, stderr } = spawnSync(program, words, { env: environment, encoding: "utf8" });
    return { status, stdout, stderr };
  };
  const json = <T>(args: readonly string[], before: readonly string[] = []) =>
    JSON.parse(layermount([...args, "--json"], before).stdout) as T;

  testUnless(test, missing, "probe: nothing here, and a real overlay in namespaces of one's own", () => {
    const { capabilities, ordinary } = json<JsonProbe>(["probe", place?.path ?? ""]);
    assert.is(capabilities.privilege, "none");
    assert.ok(ordinary !== null && "overlay" in ordinary);
    assert.is(ordinary.overlay, 0);
    assert.is(ordinary.ok, true);
    assert.is(ordinary.upper, true);
    assert.is(ordinary.capabilities.privilege, "namespaced");
    assert.is(ordinary.capabilities.features.overlay, true);
    assert.is(ordinary.capabilities.features.procMount, false);
    assert.equal(readdirSync(place?.path ?? ""), [], "nothing is left");
    assert.match(layermount(["probe"]).stdout, /overlay, attached and written through {2}yes/);
  });

  testUnless(test, missing, "probe: a user who may make no user namespace is told so by rule", () => {
    const none = 'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --inh-caps=-all --bounding-set=-all "$@"';
    const inside = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", none, "sh"];
    const { capabilities, ordinary } = json<JsonProbe>(["probe"], inside);
    assert.is(capabilities.privilege, "none");
    assert.ok(ordinary !== null && "rule" in ordinary, JSON.stringify(ordinary));
    assert.is(ordinary.rule, "with.namespaces");
    assert.match(layermount(["probe"], inside).stdout, /namespaces +no: .*ENOSPC/);
  });

  testUnless(test, missing, "mount: refused by rule with a hint to with, and nothing is done", () => {
    const directory = place?.path ?? "";
    for (const input of [
      ["--lower", "/usr", "--lower", "/etc"],
      ["--lower", "/usr"],
    ]) {
      const args = ["mount", "--mkdir", ...input, `${directory}/target`];
      const { status, stderr } = layermount(args);
      assert.is(status, 3, stderr);
      const failure = json<JsonFailure>(args);
      assert.is(failure.rule, "ordinary.mount");
      assert.match(failure.hint, /layermount with /);
    }
    assert.equal(readdirSync(directory), [], "not even the target is made");
  });

  testUnless(test, missing, "plan: from what probe said, for the namespaces in which it can be mounted", () => {
    const directory = place?.path ?? "";
    mkdirSync(`${directory}/plans`);
    const file = `${directory}/plans/probe.json`;
    writeFileSync(file, layermount(["probe", "--json"]).stdout);
    const args = ["plan", "--capabilities", file, "-o", "index=on", "--lower", "/a", "--lower", "/b", "/target"];
    const { decisions, warnings } = json<JsonPlan>(args);
    assert.ok(decisions.some(({ rule }) => rule === "ordinary.userxattr"));
    assert.equal(
      warnings.map(({ rule }) => rule),
      ["ordinary.no-effect"],
    );
    const told = layermount(args);
    assert.match(told.stderr, /^warning: the option word index=on/);
    assert.is(told.status, 0);
    assert.is(layermount(args.toSpliced(1, 2)).status, 3);
  });

  test.after(() => place?.remove());
  test.run();
}
