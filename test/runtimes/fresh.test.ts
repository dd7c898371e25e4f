/** A checkout in which nothing is installed, with Deno alone: `deno task demo` needs nothing else and fetches nothing. */
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import deno from "../../deno.json" with { type: "json" };
import description from "../../package.json" with { type: "json" };
import { inPrivateNamespace } from "../support/namespace.ts";
import { asOrdinary, missingOrdinary, ordinaryPlace } from "../support/ordinary-user.ts";
import { missingRoot, testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { DENO, missingDeno, ROOT, ran } from "./where.ts";

const PARTS = ["core-wasm", "host", "scripts", "test", "deno.json", "package.json"];

test("deno.json asks for the packages of package.json, and the task of the command line lets Deno ask for nothing", () => {
  const wanted: Readonly<Record<string, string>> = { ...description.dependencies, ...description.devDependencies };
  const named = Object.entries(deno.imports).filter(([, to]) => to.startsWith("npm:"));
  assert.ok(named.length > 2);
  for (const [name, to] of named) {
    const [, found, version] = /^npm:\/?(.+)@([^/]+)\/?$/.exec(to) ?? [];
    assert.equal([name.replace(/\/$/, ""), version], [found, wanted[found ?? ""]]);
  }
  assert.ok(deno.tasks.layermount.split(" ").includes("--no-prompt"));
  assert.is(deno.version, description.version);
});

function demo(checkout: string, program: string, cache: string, as: (command: string[]) => string[]): string {
  const [runs = "", ...args] = as([program, "task", "--config", `${checkout}/deno.json`, "demo"]);
  const { code, out, err } = ran(runs, args, "", { DENO_DIR: cache, HOME: "/", NPM_CONFIG_REGISTRY: "http://[::1]:9" });
  assert.is(code, 0, out + err);
  assert.match(out, /128 layers by \w+/);
  assert.match(out, /left +nothing: the mount table is as before/);
  assert.not.match(err, /Download|Install/);
  assert.not.ok(existsSync(`${checkout}/node_modules`));
  return out;
}

if (process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename)) {
  const place = temporary("fresh");
  for (const part of PARTS) cpSync(`${ROOT}${part}`, `${place.path}/${part}`, { recursive: true });

  testUnless(test, missingDeno ?? missingRoot(), "deno task demo, as root", () => {
    demo(place.path, DENO, `${place.path}/cache`, (command) => command);
  });

  testUnless(test, missingDeno ?? missingOrdinary(), "deno task demo, as an ordinary user", () => {
    const own = ordinaryPlace("fresh-ordinary", DENO);
    try {
      const checkout = `${own.path}/checkout`;
      mkdirSync(checkout);
      for (const part of PARTS) cpSync(`${ROOT}${part}`, `${checkout}/${part}`, { recursive: true });
      const out = demo(checkout, own.runtime, `${own.path}/cache`, (command) => asOrdinary(command));
      assert.match(out, /in a user and a mount namespace of your own/);
    } finally {
      own.remove();
    }
  });

  test.run();
}
