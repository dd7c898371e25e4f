/** Whenever `layermount user` is killed, and by whatever signal, its view goes with it, and so does the directory. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mountTable } from "../proof/mountinfo.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { temporary } from "../support/temporary.ts";
import { GROUP, PASSWD } from "./case.ts";

const MAIN = new URL("../../host/cli/main.ts", import.meta.url).pathname;
const KILLS = 12;
const LATE = 4000;

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("user-killed");
  const at = (name: string): string => `${place.path}/${name}`;
  for (const name of ["image/etc", "other", "tmp"]) mkdirSync(at(name), { recursive: true });
  writeFileSync(at("image/etc/passwd"), PASSWD);
  writeFileSync(at("image/etc/group"), GROUP);
  const env = { ...process.env, TMPDIR: at("tmp") };
  const command = [process.execPath, MAIN, "user", "--lower", at("image"), "--lower", at("other"), "guest"];
  const start = () => Bun.spawn(command, { env, stdout: "ignore", stderr: "ignore" });

  const timed = async (): Promise<number> => {
    const begun = performance.now();
    assert.is(await start().exited, 0);
    return performance.now() - begun;
  };

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const) {
    test(`${KILLS} times by ${signal}`, async () => {
      const whole = Math.min(await timed(), await timed(), await timed());
      const table = mountTable().length;
      let killed = 0;
      for (let i = 1; i <= KILLS; i++) {
        const child = start();
        await Bun.sleep((whole * i) / KILLS);
        child.kill(signal);
        if ((await child.exited) !== 0) killed++;
        // The process in the namespaces ends after ours.
        for (let waited = 0; readdirSync(at("tmp")).length > 0 && waited < LATE; waited += 20) await Bun.sleep(20);
        assert.equal(readdirSync(at("tmp")), [], `after ${i} of ${KILLS} parts of a run`);
        assert.is(mountTable().length, table);
      }
      // However busy the machine is, the first of them come before its end.
      assert.ok(killed >= KILLS / 4, `only ${killed} were killed`);
    });
  }

  test.after(() => place.remove());
}

test.run();
