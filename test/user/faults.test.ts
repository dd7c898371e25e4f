/** Every effect fails once: the answer is a refusal by rule, or the right one, and nothing stays open or mounted. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError, resolveUser } from "../../host/index.ts";
import { planner } from "../../host/planner/planner.ts";
import { carryOut } from "../../host/run/carry-out.ts";
import { vector } from "../plan/vectors.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { simulated } from "../simulated-kernel/driver.ts";
import { KERNELS } from "../simulated-kernel/rules.ts";
import { file, world } from "../simulated-kernel/world.ts";
import { FailingEffect } from "../support/failing-effect.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { temporary } from "../support/temporary.ts";
import { GROUP, PASSWD } from "./case.ts";

const EIO = 5;
const ERRNOS = [2, EIO, 12, 13, 20, 24, 40];
const ENOENT = 2;
const LARGE = `${"#".repeat(20000)}\n${PASSWD}`;

for (const name of KERNELS) {
  test(`an image on a simulated ${name}`, async () => {
    let failures = 0;
    for (const passwd of [PASSWD, LARGE]) {
      for (const errno of ERRNOS) {
        for (let at = 0, more = true; more; at++) {
          const kernel = world(name);
          file(kernel, "/image/etc/passwd", passwd);
          file(kernel, "/image/etc/group", GROUP);
          let count = 0;
          let failed = "";
          const before = (_: number, op: string): number | undefined => {
            if (op === "close" || count++ !== at) return undefined;
            failed = op;
            return errno;
          };
          const request = { tag: "user", value: { root: "/image", user: "guest:bin", groups: ["sys"] } } as const;
          const asked = carryOut(await planner(), simulated(kernel, { before }), request, vector(name));
          const answer = await asked.then(
            ({ answer }) => (answer.tag === "resolved" ? answer.value : answer.tag),
            (error: unknown) => error,
          );
          more = count > at;
          assert.is(kernel.descriptors.size, 0, `${failed} ${at}: something stayed open`);
          if (answer instanceof LayermountError) {
            failures++;
            assert.is(answer.kind, "refused");
            // That a file is not there is said only of one that is not.
            const isAbsent = errno === ENOENT && answer.rule === "user.no-file" && failed === "openat2";
            assert.ok(
              isAbsent || /^user\.(?:unreadable|no-root)$/.test(answer.rule),
              `${failed} ${at}: ${answer.rule}`,
            );
          } else {
            const right = { uid: 405, gid: 1, additionalGids: [1, 3], username: Buffer.from("guest") };
            const { username } = answer as { username: Uint8Array };
            const seen = { ...(answer as object), username: Buffer.from(username) };
            assert.equal(seen, right, `${failed} ${at}`);
          }
        }
      }
    }
    assert.ok(failures > 100, `${failures}`);
  });
}

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("user-faults");
  const at = (name: string): string => `${place.path}/${name}`;
  for (const name of ["low/etc", "top/etc", "work"]) mkdirSync(at(name), { recursive: true });
  writeFileSync(at("low/etc/passwd"), PASSWD);
  writeFileSync(at("top/etc/group"), GROUP);
  const root = { type: "overlay", lowers: [at("low"), at("work")], upper: at("top"), work: at("work") };
  const request = { mounts: [root] };

  test("an image on this kernel, from its mount to its end", async () => {
    const right = await resolveUser(request, "guest", { groups: ["bin"] });
    assert.equal([right.uid, right.additionalGids], [405, [100, 1]]);
    const table = mountTable().length;
    const open = readdirSync("/proc/self/fd").length;
    const rules = new Set<string>();
    for (let k = 0, more = true; more; k++) {
      const fault = new FailingEffect(k);
      const got = await resolveUser(request, "guest", { groups: ["bin"], driver: fault.driver }).catch(
        (error) => error,
      );
      more = fault.failed !== undefined;
      if (got instanceof LayermountError) {
        assert.not.equal(got.kind, "fault", got.message);
        rules.add(got.rule);
      } else assert.equal(got, right, `effect ${k}, ${fault.failed}`);
      assert.is(mountTable().length, table, `effect ${k}, ${fault.failed}`);
      assert.is(readdirSync("/proc/self/fd").length, open, `effect ${k}, ${fault.failed}`);
    }
    console.log([...rules].sort().join(" "));
    assert.ok(rules.has("user.unreadable") && rules.size > 4, [...rules].join(" "));
    assert.equal(readdirSync(at("top")), ["etc"], "nothing was written to the upperdir");
    assert.equal(readdirSync(at("work")), [], "nor to the workdir");
  });
  test.after(() => place.remove());
}

test.run();
