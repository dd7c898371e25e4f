// Calls that no type checker would let pass: every one is refused by rule, by name of what is wrong, before anything is
// done.
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as library from "../../host/index.ts";
import { FUNCTIONS } from "../../host/library/arguments.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { Place, thrownBy } from "./place.ts";

type Function = (...args: unknown[]) => Promise<unknown>;
const functions = library as unknown as Readonly<Record<string, Function>>;
const root = { type: "overlay", lowers: ["/nowhere/2", "/nowhere/1"] };
const request = { mounts: [root], target: "/nowhere/target" };
const command = { argv: ["true"] };
/** What is before the options of a function. */
const BEFORE: Readonly<Record<string, readonly unknown[]>> = {
  mount: [request],
  plan: [request],
  unmount: ["/nowhere/target"],
  withMount: [{ mounts: [root] }, command],
  mountTemporarily: [{ mounts: [root] }],
  resolveUser: [{ mounts: [root] }, "root"],
  list: [],
  probe: ["/tmp"],
  recover: [],
};

const PATH = /must be a path: a text without half surrogate pairs, or a Uint8Array$/;

/** Requests, what is said to be wrong in them, and how. */
const REQUESTS: readonly (readonly [request: unknown, wrong: string, must?: RegExp])[] = [
  [undefined, "request", /an object/],
  [null, "request", /an object/],
  [5, "request", /an object/],
  [{}, "request.mounts", /a list/],
  [{ ...request, mounts: root }, "request.mounts", /a list/],
  [{ ...request, mounts: [root, null] }, "request.mounts[1]", /an object/],
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is tried
  [{ ...request, mounts: [root, , root] }, "request.mounts[1]", /an object/],
  [{ ...request, mounts: [{}] }, "request.mounts[0].type", PATH],
  [{ ...request, mounts: [{ ...root, type: 1 }] }, "request.mounts[0].type", PATH],
  [{ ...request, mounts: [{ ...root, type: "a\ud800" }] }, "request.mounts[0].type", PATH],
  [{ ...request, mounts: [{ ...root, source: 1 }] }, "request.mounts[0].source", PATH],
  [{ ...request, mounts: [{ ...root, lowers: 5 }] }, "request.mounts[0].lowers", /a list/],
  [{ ...request, mounts: [{ ...root, lowers: ["/a", {}] }] }, "request.mounts[0].lowers[1]", PATH],
  [{ ...request, mounts: [{ ...root, options: [5] }] }, "request.mounts[0].options[0]", PATH],
  [{ ...request, mounts: [{ ...root, upper: 1n }] }, "request.mounts[0].upper", PATH],
  [{ ...request, proof: "some" }, "request.proof", /one of kernel, identity, none$/],
  [{ ...request, view: "ro" }, "request.view", /one of asked, temporary, read-only$/],
  [{ ...request, way: "short" }, "request.way", /one of relative, /],
];

/** Options that every function takes. */
const OPTIONS: readonly (readonly [options: unknown, wrong: string, must?: RegExp])[] = [
  [null, "options", /an object/],
  [{ signal: "soon" }, "options.signal", /an AbortSignal/],
  [{ onProgress: [] }, "options.onProgress", /a function/],
];

/** Options that some take. */
const SOME: readonly (readonly [names: readonly string[], options: unknown, wrong: string, must?: RegExp])[] = [
  [["mount", "unmount", "list"], { state: 5 }, "options.state", /a path, or false/],
  [["mount", "unmount", "list", "plan", "probe", "withMount"], { lower: [1] }, "options.lower[0]", /a text/],
  [["mount", "unmount", "plan", "withMount"], { capabilities: {} }, "options.capabilities.pageSize"],
  [["mount", "unmount", "plan", "probe", "withMount"], { driver: "shim" }, "options.driver", /a function/],
  [["unmount", "withMount"], { patience: Number.NaN }, "options.patience", /a whole number from 0 to 60000/],
  [["withMount"], { patience: 60001 }, "options.patience", /a whole number from 0 to 60000/],
  [["withMount"], { onStart: {} }, "options.onStart", /a function/],
];

const COMMANDS: readonly (readonly [command: unknown, wrong: string, must?: RegExp])[] = [
  [undefined, "command", /an object/],
  [{}, "command.argv", /a list/],
  [{ argv: "true" }, "command.argv", /a list/],
  [{ argv: [1] }, "command.argv[0]", PATH],
  [{ ...command, cwd: 1 }, "command.cwd", PATH],
  [{ ...command, env: "A=b" }, "command.env"],
  [{ ...command, env: null }, "command.env", /an object/],
  [{ ...command, env: { A: Symbol("b") } }, "command.env.A", /a text/],
];

async function assertWrong(call: Promise<unknown>, wrong: string, must = /./): Promise<void> {
  const error = await thrownBy(call).catch(({ message }: Error) => assert.unreachable(`${wrong}: ${message}`));
  assert.instance(error, library.UsageError, `${wrong}: ${error instanceof Error ? error.stack : error}`);
  const { rule, message, hint, cause } = error as library.UsageError;
  assert.is(rule, "library.argument", message);
  assert.ok(message.startsWith(`${wrong} must be `), `${message}, and not ${wrong}`);
  assert.match(message, must);
  assert.ok(hint.length > 0 && cause instanceof Error);
}

test("every function of the library is described", () => {
  const exported = Object.entries(library).filter(([, value]) => !/^class\b/.test(String(value)));
  const described = Object.keys(FUNCTIONS).filter((name) => !name.includes("."));
  assert.equal(described.sort(), exported.map(([name]) => name).sort());
  const withOptions = described.filter((name) =>
    FUNCTIONS[name as keyof typeof FUNCTIONS].some((one) => one.name === "options"),
  );
  assert.equal(Object.keys(BEFORE).sort(), withOptions.sort());
});

test("what reads a trace takes its bytes", async () => {
  for (const read of [library.traceText, library.redactTrace, library.replay] as ((
    recorded: unknown,
  ) => Promise<unknown>)[]) {
    for (const wrong of [undefined, "text", new ArrayBuffer(8)])
      await assertWrong(read(wrong), "recorded", /a Uint8Array/);
  }
});

if (inPrivateNamespace(import.meta.filename)) {
  const place = new Place();
  const { state } = place;

  test("requests", async () => {
    for (const [wrong, at, must] of REQUESTS) {
      await assertWrong(functions["plan"]?.(wrong) as Promise<unknown>, at, must);
      await assertWrong(functions["mount"]?.(wrong, { state }) as Promise<unknown>, at, must);
      await assertWrong(functions["withMount"]?.(wrong, command) as Promise<unknown>, at, must);
      await assertWrong(functions["withMount"]?.(wrong, { state }, () => 1) as Promise<unknown>, at, must);
      await assertWrong(functions["mountTemporarily"]?.(wrong, { state }) as Promise<unknown>, at, must);
      // An image is always a read-only view.
      if (at === "request.view") continue;
      await assertWrong(functions["resolveUser"]?.(wrong, "root") as Promise<unknown>, at, must);
    }
    await assertWrong(functions["holders"]?.(5) as Promise<unknown>, "target", PATH);
    await assertWrong(functions["resolveUser"]?.({ mounts: [] }, 0) as Promise<unknown>, "user", PATH);
    const groups = functions["resolveUser"]?.({ mounts: [] }, "0", { groups: "audio" });
    await assertWrong(groups as Promise<unknown>, "options.groups", /a list/);
    for (const patience of [-1, 60001, "1"]) {
      const done = functions["withMount"]?.({ mounts: [root] }, { state, patience }, () => 1);
      await assertWrong(done as Promise<unknown>, "options.patience", /a whole number from 0 to 60000/);
    }
    for (const target of [undefined, 5, "/a\udfff"]) {
      await assertWrong(functions["mount"]?.({ ...request, target }, { state }) as Promise<unknown>, "request.target");
      await assertWrong(functions["plan"]?.({ ...request, target }) as Promise<unknown>, "request.target");
      await assertWrong(functions["unmount"]?.(target, { state }) as Promise<unknown>, "target");
    }
    await assertWrong(functions["unmount"]?.({}, { state }) as Promise<unknown>, "target", /or what mount gave/);
    await assertWrong(functions["probe"]?.(5) as Promise<unknown>, "directory", PATH);
  });

  test("options", async () => {
    for (const [name, before] of Object.entries(BEFORE)) {
      for (const [options, at, must] of OPTIONS) {
        await assertWrong(functions[name]?.(...before, options) as Promise<unknown>, at, must);
      }
    }
    for (const [names, options, at, must] of SOME) {
      for (const name of names) {
        const own = name === "unmount" ? { state, any: true } : name === "mount" ? { state } : {};
        const all = { ...own, ...(options as object) };
        const before = name === "withMount" ? [{ mounts: place.overlay().mounts }, command] : BEFORE[name];
        await assertWrong(functions[name]?.(...(before ?? []), all) as Promise<unknown>, at, must);
      }
    }
  });

  test("commands", async () => {
    const inside = { mounts: [place.overlay().mounts[0]] };
    for (const [wrong, at, must] of COMMANDS) {
      await assertWrong(functions["withMount"]?.(inside, wrong) as Promise<unknown>, at, must);
    }
  });

  test("a mounted target's own functions", async () => {
    const mounted = await library.mount(place.overlay(), { state });
    for (const [options, at] of [...OPTIONS, [{ patience: "1" }, "options.patience"]] as const) {
      if (options === null) continue;
      await assertWrong(mounted.unmount(options as never), at);
    }
    assert.is(place.mounted.length, 1);
    await mounted.unmount();
    assert.is((await mounted.unmount()).gone, 1, "what is gone is no error");
  });

  test.after(() => place.remove());
}

test.run();
