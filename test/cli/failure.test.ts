// What is printed for an error: by rule, with the exit code that says how far the run came; never a bare stack trace.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { failureOf, failureText } from "../../host/cli/failure.ts";
import { painted } from "../../host/cli/paint.ts";
import { Wrong } from "../../host/cli/wrong.ts";
import { AbortError, LeftError } from "../../host/errors.ts";
import { ShimError } from "../../host/linux/shim.ts";

const text = (thrown: unknown) => failureText(failureOf(thrown), painted(false));

test("a fault: exit code 1, to be reported, with where it happened", () => {
  const { json, exitCode } = failureOf(new TypeError("nobody thought of it"));
  assert.equal([exitCode, json.rule, json.ok, json.left], [1, "library.fault", false, []]);
  assert.match(json.message, /nobody foresaw: TypeError: nobody thought of it\n.*TypeError[\s\S]*failure\.test\.ts/);
  assert.match(
    text(new TypeError("x")),
    /^layermount: something happened[\s\S]*please report it[\s\S]*state +not known/,
  );
  assert.is(failureOf("a text").exitCode, 1);
});

test("a system that denies: exit code 1, with the errno; a processor without a shim: 3", () => {
  const denied = failureOf(new ShimError("no sockets for a session", 24));
  assert.equal([denied.exitCode, denied.json.rule, denied.json.errno], [1, "library.system", 24]);
  assert.match(denied.json.message, /could not get.*no sockets for a session/);
  const none = failureOf(new ShimError("there is no shim for mips"));
  assert.equal([none.exitCode, none.json.rule], [3, "library.native"]);
});

test("what is left is told, and usage with its place", () => {
  const left = new LeftError("unmount.busy", "it is in use", { left: ["/mnt/a", "/mnt/b"], errno: 16 });
  assert.match(
    text(left),
    /errno +16 \(.*busy.*\)\n[\s\S]*left +\/mnt\/a\n +left +\/mnt\/b\n +state +something is left/i,
  );
  const { json, exitCode } = failureOf(new Wrong("input.size", { item: "x", budget: 5 }, { file: "x", line: 1 }));
  assert.equal([exitCode, json.rule, json.where], [2, "input.size", { file: "x", line: 1 }]);
  assert.is(failureOf(new AbortError("refused", "run.aborted", "x")).exitCode, 3);
});

test.run();
