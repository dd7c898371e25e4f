// What library.test.ts runs as each person: calls of `withMount`, and what came of them as JSON on standard output.
import { readlinkSync, writeFileSync } from "node:fs";
import { LayermountError, type MountRequest, type WithOptions, withMount } from "../../host/index.ts";

const [, , path = ""] = process.argv;
const layers = [`${path}/upper-layer`, `${path}/base-layer`];
const request: Omit<MountRequest, "target"> = { mounts: [{ type: "overlay", lowers: layers }] };
const shell = (script: string) => ({ argv: ["sh", "-c", script] });
const run = async (script: string, options: WithOptions = {}) =>
  (await withMount(request, shell(script), options)).exit;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function rule(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof LayermountError ? `${error.name} ${error.rule}` : String(error);
}

const result = await withMount(request, shell("exit 7"));
const [root] = result.mounts;
const own = readlinkSync("/proc/self/ns/user");
const report = {
  result: {
    exit: result.exit,
    layers: root?.layers,
    way: root?.way,
    type: root && text(root.fstype),
    at: text(result.target).startsWith(`${path}/tmp/layermount-`),
    unmounted: result.unmounted?.unmounted,
    failed: result.failure !== undefined,
  },
  signal: await run("exec sleep 60", { onStart: (_, send) => send(10) }),
  waits: await run(`test -e ${path}/waited-for && exit 3`, {
    onStart: async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      writeFileSync(`${path}/waited-for`, "");
    },
  }),
  directory: (await withMount(request, { argv: ["test", "-e", "x"], cwd: layers[0] ?? "" })).exit,
  nowhere: await rule(withMount(request, { argv: ["true"], cwd: "/proc/nowhere" })),
  environment: (
    await withMount(request, { ...shell('test "$A" = 1 && test -z "$HOME"'), env: { A: "1", PATH: "/bin" } })
  ).exit,
  bytes: (await withMount(request, { argv: ["sh", "-c", 'test "$1" = "$(printf "\\377")"', "sh", Uint8Array.of(255)] }))
    .exit,
  many: await Promise.all([1, 2, 3, 4, 5].map((code) => run(`test -e "$LAYERMOUNT_ROOT/x" && exit ${code}`))),
  userNamespace: await run(`test "$(readlink /proc/self/ns/user)" != '${own}' && test "$(id -u)" = 0`, {
    userNamespace: true,
  }),
  left: (await withMount(request, shell('cd "$LAYERMOUNT_ROOT"; sleep 0.5 & exit 1'), { patience: 0 })).failure?.name,
  missing: await rule(withMount(request, { argv: ["layermount-has-no-such"] })),
  nothing: await rule(withMount(request, { argv: [] })),
  nul: await rule(withMount(request, { argv: ["echo", "a\0b"] })),
  refused: await rule(withMount({ mounts: [] }, shell("true"))),
};
console.log(JSON.stringify(report));
