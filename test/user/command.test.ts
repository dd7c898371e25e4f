/** `layermount user`, and `with --read-only`, as root and as an ordinary user. */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { JsonFailure, JsonUser } from "../../host/cli/json.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { leftBy, type Person, people } from "../with/people.ts";

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);

function checks(person: Person): void {
  const { name, missing, path, checkout, runtime } = person;
  const check = (what: string, run: () => void) =>
    testUnless(test, missing, `${name}: ${what}`, () => {
      run();
      assert.equal(leftBy(person), []);
      assert.equal(readdirSync(`${path}/work`), []);
    });
  const layers = ["--lower", `${path}/upper-layer`, "--lower", `${path}/base-layer`];
  const run = (words: readonly string[], input = "") =>
    person.run([...runtime, `${checkout}/host/cli/main.ts`, "user", ...words], { input });
  const json = <T>(words: readonly string[], code = 0, input = ""): T => {
    const { status, stdout, stderr } = run([...words, "--json"], input);
    assert.equal([status, stderr], [code, ""], stdout);
    return JSON.parse(stdout) as T;
  };
  const rule = (words: readonly string[], code: number, input = "") => json<JsonFailure>(words, code, input).rule;

  if (missing === undefined) {
    for (const layer of ["base-layer", "upper-layer", "upper"]) mkdirSync(`${path}/${layer}/etc`);
    writeFileSync(`${path}/base-layer/etc/passwd`, "root:x:0:0::/:\nweb:x:33:34::/:\n\xff:x:7:7::/:\n", "latin1");
    writeFileSync(`${path}/base-layer/etc/group`, "hidden:x:1:web\n");
    writeFileSync(`${path}/upper-layer/etc/group`, "audio:x:29:web,root\nwww:x:34:\n");
    symlinkSync("/etc/passwd", `${path}/upper/passwd`);
  }

  check("ids as JSON and in words", () => {
    const web: JsonUser = { ok: true, uid: 33, gid: 34, additionalGids: [34, 29], username: "web" };
    assert.equal(json<JsonUser>([...layers, "web"]), web);
  });

  check("more groups, and whoever has no name", () => {
    const found = json<JsonUser>([...layers, "--groups", "audio,5", "1000:www"]);
    assert.equal(found, { ok: true, uid: 1000, gid: 34, additionalGids: [34, 29, 5], username: null });
    assert.is(run([...layers, "web"]).stdout, "uid 33 (web), gid 34, groups 34,29\n");
    assert.is(run([...layers, "1000"]).stdout, "uid 1000, gid 0, groups 0\n");
    assert.is(run([...layers, ""]).stdout, "uid 0 (root), gid 0, groups 0,29\n");
  });

  check("a name that is no UTF-8", () => {
    const { username, usernameBytes } = json<JsonUser>([...layers, "7"]);
    assert.equal([username, usernameBytes], ["\ufffd", "/w=="]);
    assert.match(run([...layers, "7"]).stdout, /^uid 7 \(\\\S+\), gid 7, groups 7$/m);
  });

  check("a writable list is only read: the upperdir is the topmost layer, nothing is written", () => {
    const options = [
      `lowerdir=${path}/base-layer,upperdir=${path}/upper,workdir=${path}/work`,
      "volatile",
      "index=off",
    ];
    const list = JSON.stringify([{ type: "overlay", source: "overlay", options }]);
    assert.is(json<JsonUser>(["--mounts", "-", "web"], 0, list).uid, 33);
    assert.is(json<JsonUser>([...layers, "--upper", `${path}/upper`, "web"]).uid, 33, "without a workdir, too");
  });

  check("refusals by rule, with the exit code of refusals", () => {
    assert.is(rule([...layers, "nobody"], 3), "user.no-user");
    assert.is(rule([...layers, "web:nobody"], 3), "user.no-group");
    assert.is(rule([...layers, "--groups", "x", "web"], 3), "user.no-group");
    assert.is(rule([...layers, "a:b:c"], 3), "user.form");
    assert.is(rule([...layers, "2147483648"], 3), "user.range");
    assert.is(rule(["--lower", `${path}/tmp`, "web"], 3), "user.no-file");
    const { status, stdout, stderr } = run([...layers, "--", "-1"]);
    assert.equal([status, stdout], [3, ""]);
    assert.match(
      stderr,
      /^layermount: the USER -1 has a uid .*\n {2}rule +user\.range\n {2}hint +\S.*\n {2}state +nothing/,
    );
  });

  check("wrong usage", () => {
    assert.is(rule(["web"], 2), "usage.input-missing");
    assert.is(rule([...layers], 2), "usage.operand-missing");
    assert.is(rule([...layers, "--read-only", "web"], 2), "usage.option-unknown");
  });

  check("an empty list is an image without any file; an empty input is none", () => {
    assert.equal(json<JsonUser>(["--mounts", "-", "7:8"], 0, "[]").additionalGids, [8]);
    assert.is(rule(["--mounts", "-", "web"], 3, "[]"), "user.no-file");
    assert.is(rule(["--mounts", "-", "7"], 2, ""), "input.empty");
    assert.is(rule(["--mounts", "-", "7"], 2, "# nothing\n"), "input.empty");
  });

  check("with --read-only: the upperdir is seen, nothing can be written", () => {
    writeFileSync(`${path}/upper/high`, "high\n");
    const writable = ["--upper", `${path}/upper`, "--work", `${path}/work`];
    const script = 'cd "$LAYERMOUNT_ROOT"; cat high x y; echo >new || echo refused';
    const { status, stdout } = person.with(["sh", "-c", script], [...writable, "--read-only"]);
    assert.equal([status, stdout], [0, "high\nof the upper layer\nof the base layer\nrefused\n"]);
  });

  check("with: volatile is left out, with a warning", () => {
    const words = ["--upper", `${path}/upper`, "--work", `${path}/tmp`, "-o", "volatile"];
    const { status, stderr } = person.with(["true"], words);
    assert.is(status, 0, stderr);
    assert.match(stderr, /^warning: the option word volatile is left out.*\n {2}rule +view\.volatile$/m);
    person.run(["sh", "-c", "chmod -R u+rwx tmp/work && rm -r tmp/work"]);
  });
}

if (isReady) {
  const all = people("user");
  for (const person of all) checks(person);
  test.after(() => {
    for (const person of all) person.remove();
  });
  test.run();
}
