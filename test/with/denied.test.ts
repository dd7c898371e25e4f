/** Where a machine lets an ordinary user do less, or nothing: probe, with and the demo say so by rule and in words. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { JsonFailure, JsonProbe } from "../../host/cli/json.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { leftBy, people } from "./people.ts";

const EACCES = 13;
const RULE = /^ {2}rule +(\S+)$/m;

/** Programs in front of the command line that take rights away; `limit` stands for a file of /proc/sys/user. */
const limited = (limit: string) => [
  ...["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"],
  `echo 0 > /proc/sys/user/${limit} && exec setpriv --inh-caps=-all --bounding-set=-all "$@"`,
  "sh",
];

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
if (isReady) {
  const [, somebody] = people("denied");
  if (somebody === undefined) throw new Error("there are two people");
  const { missing, path, runtime, checkout } = somebody;
  const deny = (what: string) => [...runtime, `${checkout}/test/with/deny.ts`, what];
  const layermount = (args: readonly string[], before: readonly string[]) =>
    somebody.run([...runtime, `${checkout}/host/cli/main.ts`, ...args], { before });
  const probed = (before: readonly string[]) => {
    const { ordinary } = JSON.parse(layermount(["probe", "--json", path], before).stdout) as JsonProbe;
    if (ordinary === null) throw new Error("an ordinary user is told nothing");
    return { ordinary, text: layermount(["probe", path], before).stdout };
  };
  const cases = [
    ["no user namespace, by its limit", limited("max_user_namespaces"), "with.namespaces", /ENOSPC/],
    ["no mount namespace, by its limit", limited("max_mnt_namespaces"), "with.namespaces", /ENOSPC/],
    ["namespaces, and no mount at all in them", deny("mount"), "with.private", /EACCES/],
  ] as const;
  const check = (what: string, run: () => void) =>
    testUnless(test, missing, what, () => {
      run();
      assert.equal(leftBy(somebody), []);
    });

  for (const [what, before, rule, why] of cases) {
    check(`${what}: probe tells it as a rule and in words`, () => {
      const { ordinary, text } = probed(before);
      assert.ok("rule" in ordinary, JSON.stringify(ordinary));
      assert.is(ordinary.rule, rule);
      assert.match(ordinary.message, why);
      assert.match(text, new RegExp(`namespaces +no: .*${why.source}`));
    });

    check(`${what}: with ends with 125 and the rule, and runs nothing`, () => {
      const { status, stdout, stderr } = somebody.with(["echo", "ran"], [], { before });
      assert.equal([status, stdout, RULE.exec(stderr)?.[1]], [125, "", rule], stderr);
      assert.match(stderr, why);
    });

    check(`${what}: the demo says so and ends with 3`, () => {
      const { status, stdout, stderr } = somebody.run([...runtime, `${checkout}/scripts/demo.ts`], { before });
      assert.equal([status, stderr], [3, ""], stdout);
      assert.match(stdout, new RegExp(`^refused +.*${why.source}`, "m"));
    });
  }

  check("the overlay alone is denied: the namespaces are there, and probe says that attaching failed", () => {
    const { ordinary, text } = probed(deny("attach"));
    assert.ok("overlay" in ordinary, JSON.stringify(ordinary));
    assert.equal([ordinary.ok, ordinary.overlay], [false, EACCES]);
    assert.match(text, /overlay, attached and written through +no: .*EACCES/);
  });

  check("the overlay alone is denied: with says what the kernel said", () => {
    const { status, stdout, stderr } = somebody.with(["echo", "ran"], ["--json"], { before: deny("attach") });
    assert.equal([status, stdout], [125, ""]);
    const failure = JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "") as JsonFailure;
    assert.equal([failure.ok, failure.errno, failure.left], [false, EACCES, []]);
  });

  test.after(() => somebody.remove());
  test.run();
}
