/** `--record`, `show` and `replay` on the real kernel, in Bun; `replay` and `show` in Deno and Node. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import tasks from "../../deno.json" with { type: "json" };
import type { JsonReplay, JsonShow } from "../../host/cli/json.ts";
import { mount } from "../../host/index.ts";
import { layermount } from "../cli/support.ts";
import { bundled } from "../runtimes/bundled.ts";
import { DENO, missingDeno, missingNode, ROOT, ran } from "../runtimes/where.ts";
import { mount as attach, umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { mountedBeneath, temporary } from "../support/temporary.ts";
import { traceFile } from "./recorded.ts";

const recordedThere = traceFile("7.3");
const MAIN = "host/cli/main.ts";

testUnless(test, missingDeno, "in Deno: a trace of another machine is shown and replayed as in Bun", () => {
  const flags = tasks.tasks.layermount.split(" ").filter((word) => word.startsWith("--allow-"));
  for (const command of ["replay", "show"]) {
    const there = ran(DENO, ["run", ...flags, MAIN, command, recordedThere]);
    const { code, out, err } = layermount([command, recordedThere], "", { NO_COLOR: "1" });
    assert.equal(there, { code, out, err });
    assert.is(code, 0);
  }
});

testUnless(test, missingNode, "in Node: it is shown and replayed as in Bun", async () => {
  const program = `import { main } from "${ROOT}host/cli/main.ts"; process.exitCode = await main(process.argv.slice(2));`;
  const { path } = await bundled(program, "node");
  for (const command of ["replay", "show"]) {
    const there = ran("node", [path, command, recordedThere]);
    const { code, out, err } = layermount([command, recordedThere], "", { NO_COLOR: "1" });
    assert.equal(there, { code, out, err });
  }
});

test("what differs is printed as it was and as it is, with exit code 4", () => {
  const text = readFileSync(recordedThere, "utf8");
  const { code, out } = layermount(["replay", "-"], text.replace(/"target":"\/[^"]*"/, '"target":"/elsewhere"'));
  assert.is(code, 4);
  assert.match(out, /effect \d+ of program 1 differs\n {2}recorded \{.*\n {2}now {6}\{.*\/elsewhere/);
  const json: JsonReplay = JSON.parse(
    layermount(["replay", "--json", "-"], text.replace(/"target":"\/[^"]*"/, '"target":"/elsewhere"')).out,
  );
  assert.is(json.same, false);
});

test("what is no trace is refused by rule", () => {
  const { code, err } = layermount(["replay", "-"], "{}\n");
  assert.is(code, 3);
  assert.match(err, /this is no trace: line 1: /);
  assert.is(layermount(["show", "/nonexistent"]).code, 2);
});

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("trace");
  const at = (name: string) => `${place.path}/${name}`;
  for (const name of ["upper", "work", "1", "2", "target"]) mkdirSync(at(name));
  const state = ["--state", at("state")];
  const layers = ["--lower", at("2"), "--lower", at("1")];
  const shownOf = (file: string) => layermount(["show", file], "", { NO_COLOR: "1" }).out;
  const eventsOf = (file: string): JsonShow["events"] => JSON.parse(layermount(["show", "--json", file]).out).events;

  test("a mount and its unmount are recorded, shown and replayed", () => {
    const [up, down] = [at("up.trace"), at("down.trace")];
    const top = ["--upper", at("upper"), "--work", at("work")];
    assert.is(layermount(["mount", "--record", up, ...layers, ...top, ...state, at("target")]).code, 0);
    assert.is(layermount(["unmount", "--record", down, ...state, at("target")]).code, 0);
    for (const file of [up, down]) {
      assert.is(layermount(["replay", file]).code, 0);
      // The text is what the command leaves, not the recording.
      assert.is(layermount(["show", "--text", file]).out, readFileSync(file, "utf8"));
    }
    assert.match(shownOf(up), /perform {2}mount\("layermount-\d+-000", .*\n[\s\S]*\nmounted\n$/);
    assert.match(shownOf(down), /perform {2}umount2\(.*\n[\s\S]*\nunmounted\n$/);
    assert.ok(eventsOf(up).length > 20);
  });

  test("a failure is recorded with the kernel's answer, and with what was taken back", () => {
    const file = at("failed.trace");
    const missing = ["--lower", at("missing"), "--mkdir"];
    assert.is(layermount(["mount", "--record", file, ...layers, ...missing, ...state, at("made")]).code, 4);
    assert.is(existsSync(at("made")), false);
    const told = shownOf(file);
    assert.match(told, /perform {2}mount\(.* = ENOENT: no such file or directory/);
    assert.match(told, /explain {2}statx\(.*missing".* = ENOENT/);
    assert.match(told, /undo {2}unlinkat\(/);
    assert.match(told, /failed by layer\.missing: .*missing\n$/);
    assert.is(layermount(["replay", file]).code, 0);
  });

  test("every command that acts records: with, list, probe", () => {
    const file = at("acts.trace");
    assert.is(layermount(["with", "--record", file, ...layers, "--", "true"]).code, 0);
    assert.match(shownOf(file), /^probe [\s\S]*\nmount [\s\S]*\nmounted\n[\s\S]*\nunmount [\s\S]*\nunmounted\n$/);
    assert.is(layermount(["mount", ...layers, ...state, at("target")]).code, 0);
    assert.is(layermount(["list", "--record", file, ...state]).code, 0);
    assert.match(shownOf(file), /^check [\s\S]*\nchecked\n$/);
    assert.is(layermount(["unmount", ...state, at("target")]).code, 0);
    assert.is(layermount(["probe", "--record", file, place.path]).code, 0);
    assert.match(shownOf(file), /^probe [\s\S]*\nprobed\n$/);
    // AT_RANDOM, AT_SYSINFO_EHDR and others are addresses; the pair of AT_PAGESZ alone is kept.
    const vector = readFileSync(file, "utf8").match(/"op":"read".*"gave":"((?:\\\\[0-7]{3})+)"/)?.[1] ?? "";
    assert.match(vector.replaceAll("\\\\000", "").replace(/^\\\\006/, "AT_PAGESZ"), /^AT_PAGESZ(?:\\\\[0-7]{3}){1,2}$/);
    assert.is(layermount(["replay", file]).code, 0);
  });

  test("the same run gives the same text, but for what the kernel answers", () => {
    const texts = [at("a.trace"), at("b.trace")].map((file) => {
      assert.is(layermount(["mount", "--record", file, ...layers, ...state, at("target")]).code, 0);
      assert.is(layermount(["unmount", ...state, at("target")]).code, 0);
      return readFileSync(file, "utf8").replace(
        // The token of a run is in its names, and in what depends on them.
        /"(?:mnt_id|mnt_id_old|dev_minor|sb_dev_minor|mountId|devMinor|token|sha256)":"?\w+"?|layermount-\d+-000/g,
        "",
      );
    });
    assert.is(texts[0], texts[1]);
  });

  test("redacted it holds no name, and replays", () => {
    const file = at("named.trace");
    assert.is(layermount(["mount", "--record", file, ...layers, ...state, at("target")]).code, 0);
    assert.is(layermount(["unmount", ...state, at("target")]).code, 0);
    const { code, out } = layermount(["show", "--redact", file]);
    assert.is(code, 0);
    assert.not.ok(out.includes(place.path) || out.includes("/target"), out);
    assert.is(layermount(["replay", "-"], out).code, 0);
  });

  test("a file that cannot be written is refused, and nothing was done", () => {
    const { code, err } = layermount(["mount", "--record", at("no/such"), ...layers, ...state, at("target")]);
    assert.is(code, 3);
    assert.match(err, /cannot be recorded in .*\/no\/such: ENOENT/);
  });

  test("a recording that cannot be written to its end: all is undone", () => {
    mkdirSync(at("disk"));
    attach("tmpfs", at("disk"), "tmpfs", 0, "size=16k");
    try {
      writeFileSync(at("disk/full"), Buffer.alloc(16384));
      const { code, err } = layermount(["mount", "--record", at("disk/trace"), ...layers, ...state, at("target")]);
      assert.match(err, /cannot be recorded in .*\/disk\/trace: ENOSPC/);
      assert.equal([code, mountedBeneath(at("target"))], [4, []]);
      assert.equal(JSON.parse(layermount(["list", "--json", ...state]).out).mounts, []);
    } finally {
      umount(at("disk"));
    }
  });

  test("taking down what was mounted leaves its recording as it is", async () => {
    const file = at("held.trace");
    const request = { mounts: [{ type: "overlay", lowers: [at("2"), at("1")] }], target: at("target") };
    const options = { record: file, state: at("state") };
    await (await mount(request, options)).unmount();
    assert.match(shownOf(file), /\nmounted\n$/);
    await (await mount(request, options)).unmount({ record: at("down.trace") });
    assert.match(shownOf(at("down.trace")), /\nunmounted\n$/);
  });

  test("what a dead process left is told as far as it came", () => {
    const file = at("died.trace");
    const program = `import { mount } from ${JSON.stringify(`${ROOT}host/index.ts`)};
      const driver = (kernel) => ({ run: async (...program) => process.kill(process.pid, "SIGKILL") });
      await mount({ mounts: [{ type: "bind", source: "/", options: ["bind"] }], target: ${JSON.stringify(at("target"))} },
        { record: ${JSON.stringify(file)}, state: ${JSON.stringify(at("state"))}, driver });`;
    writeFileSync(at("dies.ts"), program);
    assert.is.not(ran(process.execPath, [at("dies.ts")]).code, 0);
    assert.match(shownOf(file), /not observed: the process ended in this program, or before\nunfinished/);
    assert.is(layermount(["replay", file]).code, 0);
    const text = layermount(["show", "--text", file]).out;
    assert.match(layermount(["replay", "-"], text).out, /and there it was unfinished/);
  });
}

test.run();
