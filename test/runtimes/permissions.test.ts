/** The command line in Deno with the permissions that deno.json lists, and what it says where one is missing. */
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import tasks from "../../deno.json" with { type: "json" };
import { inPrivateNamespace } from "../support/namespace.ts";
import { hasProgram } from "../support/program.ts";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { DENO, missingDeno, type Ran, ROOT, ran } from "./where.ts";

const FLAGS = tasks.tasks.layermount.split(" ").filter((word) => word.startsWith("--allow-"));

function layermount(flags: readonly string[], ...args: string[]): Ran {
  return ran(DENO, ["run", ...flags, "host/cli/main.ts", ...args]);
}

function quoted(word: string): string {
  return `'${word}'`;
}

function without(permission: string): string[] {
  return FLAGS.filter((flag) => !flag.startsWith(permission));
}

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("permissions");
  const at = (name: string) => `${place.path}/${name}`;
  for (const name of ["upper", "work", "1", "2", "target"]) mkdirSync(at(name));
  const layers = ["--lower", at("2"), "--lower", at("1"), "--upper", at("upper"), "--work", at("work")];
  const state = ["--state", at("state")];

  testUnless(test, missingDeno, "with what deno.json lists: mounted, listed, taken down", () => {
    assert.ok(FLAGS.length > 2 && !FLAGS.includes("--allow-all"), FLAGS.join(" "));
    const mounted = layermount(FLAGS, "mount", "--json", ...state, ...layers, at("target"));
    assert.is(mounted.code, 0, mounted.err + mounted.out);
    const bun = ran(process.execPath, ["host/cli/main.ts", "list", "--json", ...state]);
    const deno = layermount(FLAGS, "list", "--json", ...state);
    assert.equal(JSON.parse(deno.out), JSON.parse(bun.out), "either finds what the other recorded");
    assert.is(JSON.parse(deno.out).mounts[0].planHash, JSON.parse(mounted.out).planHash);
    const unmounted = layermount(FLAGS, "unmount", ...state, at("target"));
    assert.is(unmounted.code, 0, unmounted.err);
    assert.is(layermount(FLAGS, "unmount", ...state, at("target")).code, 3);
  });

  for (const [permission, said] of [
    ["--allow-ffi", "calling the kernel is not permitted: Deno was started without --allow-ffi"],
    ["--allow-read", "planner.wasm is not permitted: Deno was started without --allow-read"],
    ["--allow-sys", "asking for the user is not permitted: Deno was started without --allow-sys=uid"],
  ] as const) {
    testUnless(test, missingDeno, `without ${permission} it is refused by rule, and nobody is asked`, () => {
      const { code, err } = layermount(without(permission), "mount", ...layers, at("target"));
      assert.ok(err.includes(said), err);
      assert.match(err, /rule +runtime\.permission/);
      assert.not.match(err, /\n +at /, "no stack trace");
      assert.is(code, 3);
    });
  }

  const missingTerminal = hasProgram("script") ? undefined : "needs script of util-linux";
  for (const [permission, said, ...args] of [
    ["--allow-ffi", "calling the kernel is", "mount", ...layers, at("target")],
    ["--allow-read", "planner.wasm is", "mount", ...layers, at("target")],
    ["--allow-sys", "asking for the user is", "mount", ...layers, at("target")],
    ["--allow-read", "the working directory is", "plan", ...layers, "target"],
    ["--allow-env", "passing the environment on is", "with", ...layers, "--", "true"],
    ["--allow-write", "writing /dev/null is", "with", "--report", "/dev/null", ...layers, "--", "true"],
  ] as const) {
    testUnless(
      test,
      missingDeno ?? missingTerminal,
      `${args[0]} without ${permission} at a terminal: not asked`,
      () => {
        const words = [DENO, "run", ...without(permission), "host/cli/main.ts", ...args];
        // Somebody who is asked has until here to answer.
        const { out } = ran("timeout", ["5", "script", "-qec", words.map(quoted).join(" "), "/dev/null"]);
        assert.not.match(out, /Deno requests/);
        assert.ok(out.includes(`${said} not permitted: Deno was started without ${permission}`), out);
        assert.match(out, /runtime\.permission/);
      },
    );
  }

  testUnless(test, missingDeno, "only one library may be called, or only one file read: told as well", () => {
    const narrow = (permission: string, path: string) => [...without(permission), `${permission}=${ROOT}${path}`];
    const library = narrow("--allow-ffi", "host/linux/prebuilt/shim-x86_64.so");
    assert.match(layermount(library, "mount", ...layers, at("target")).err, /without --allow-ffi/);
    const file = narrow("--allow-read", "core-wasm/planner.wasm");
    assert.match(layermount(file, "plan", ...layers, "target").err, /the working directory is not permitted/);
    assert.is(layermount(file, "plan", ...layers, at("target")).code, 0, "a name from the root on needs no more");
  });

  testUnless(test, missingDeno, "a file of /proc for which Deno wants more than --allow-read", () => {
    const { code, err } = layermount(FLAGS, "plan", "--mounts", "/proc/self/environ", at("target"));
    assert.match(err, /reading \/proc\/self\/environ is not permitted: Deno was started without --allow-all/);
    assert.is(code, 3);
  });

  testUnless(test, missingDeno, "without --allow-env the environment is taken as empty", () => {
    const { code, err } = layermount(without("--allow-env"), "list", ...state);
    assert.is(code, 0, err);
  });

  testUnless(test, missingDeno, "exit codes: wrong usage 2", () => {
    assert.is(layermount(FLAGS, "mount").code, 2);
  });

  test.run();
}
