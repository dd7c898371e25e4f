// The command line on the real kernel: what each command does, prints and exits with.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPrivateNamespace } from "../support/namespace.ts";
import { mountedBeneath, temporary } from "../support/temporary.ts";
import { layermount, type Ran } from "./support.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

function json(code: number, args: readonly string[]) {
  const ran = layermount([...args, "--json"]);
  assert.equal([ran.code, ran.err], [code, ""], ran.out);
  assert.match(ran.out, /^\{.*\}\n$/);
  return JSON.parse(ran.out);
}

function words(code: number, args: readonly string[]): Ran {
  const ran = layermount(args);
  assert.is(ran.code, code, ran.out + ran.err);
  assert.is(code === 0 ? ran.err : ran.out, "");
  assert.ok(!(ran.out + ran.err).includes("\u001b"), "no colours in a pipe");
  return ran;
}

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("cli");
  const at = (name: string) => `${place.path}/${name}`;
  for (const name of ["base", "top", "upper", "work", "target", "data"]) mkdirSync(at(name));
  writeFileSync(at("base/file"), "from the base\n");
  mkdirSync(at("base/sub"));
  writeFileSync(at("data/inside"), "bound\n");
  const state = ["--state", at("state")];
  const layers = ["--lower", at("top"), "--lower", at("base"), "--upper", at("upper"), "--work", at("work")];

  test("plan tells each effect and each decision, and changes nothing", () => {
    const plan = json(0, ["plan", ...layers, at("target")]);
    assert.equal([plan.ok, plan.target, plan.way, plan.layers], [true, at("target"), "relative", 2]);
    assert.is(plan.steps, plan.effects.length);
    assert.equal([...new Set(plan.effects.map(({ phase }: { phase: string }) => phase))].slice(0, 3), [
      "survey",
      "perform",
      "verify",
    ]);
    assert.ok(plan.decisions[0].alternatives.length >= 2);
    const { out } = words(0, ["plan", ...layers, at("target")]);
    assert.ok(out.includes(plan.planHash));
    for (const { why, op } of plan.effects) assert.ok(out.includes(why) && out.includes(`${op}(`), why);
    assert.match(out, /O_PATH\|O_DIRECTORY/);
    assert.match(out, /not prefix +\d+ µs +way\.cost/);
    assert.equal(mountedBeneath(place.path), []);
    assert.ok(!Bun.spawnSync(["ls", at("state")]).success, "not even the state directory");
  });

  test("mount, list, unmount", () => {
    const mounted = json(0, ["mount", ...state, ...layers, at("target")]);
    assert.match(mounted.mountId, /^\d+$/);
    assert.equal([mounted.ok, mounted.layers, mounted.way], [true, 2, "relative"]);
    assert.is(mounted.unique, BigInt(mounted.mountId) > 0xffffffffn || BigInt(mounted.mountId) > 0x7fffffffn);
    assert.is(readFileSync(at("target/file"), "utf8"), "from the base\n");
    const again = json(0, ["plan", ...layers, at("target")]);
    assert.is(mounted.planHash, again.planHash, "whoever was shown a plan knows it again");
    const listed = json(0, ["list", ...state]);
    assert.is(listed.mounts.length, 1);
    assert.equal([listed.mounts[0].mountId, listed.mounts[0].standing], [mounted.mountId, "ours"]);
    assert.match(words(0, ["list", ...state]).out, new RegExp(`${at("target")} +ours +1 +2 +relative`));
    const gone = json(0, ["unmount", ...state, `${at("target")}/`]);
    assert.equal([gone.unmounted, gone.gone, gone.removedTarget], [1, 0, false]);
    assert.equal(mountedBeneath(place.path), []);
    assert.is(words(0, ["list", ...state]).out, "nothing is mounted\n");
  });

  test("a list of mounts, as ctr prints it, from standard input", () => {
    const list = [
      `mount -t overlay overlay ${at("made")} -o lowerdir=${at("top")}:${at("base")}`,
      `mount -t bind ${at("data")} ${at("made")}/sub -o ro`,
    ].join("\n");
    const mounted = layermount(["mount", ...state, "--mounts", "-", "--mkdir", "--json", at("made")], list);
    assert.is(mounted.code, 0, mounted.out);
    const { mounts } = JSON.parse(mounted.out);
    assert.equal(
      mounts.map(({ target, type, readOnly }: Record<string, unknown>) => [target, type, readOnly]),
      [
        ["", "overlay", true],
        ["sub", "bind", true],
      ],
    );
    assert.is(readFileSync(at("made/sub/inside"), "utf8"), "bound\n");
    const { out } = words(0, ["unmount", ...state, at("made")]);
    assert.match(out, /2 mounts, the directory removed/);
  });

  test("exit 3: a rule refuses, and nothing was done", () => {
    const args = ["mount", ...state, ...layers, at("nowhere")];
    const failure = json(3, args);
    assert.equal([failure.ok, failure.rule, failure.errno, failure.left], [false, "target.missing", 2, []]);
    assert.match(words(3, args).err, /rule +target\.missing\n[\s\S]*nothing was done/);
    json(3, ["unmount", ...state, at("target")]);
    assert.is(json(3, ["mount", ...layers, "--state", at("base"), at("target")]).rule, "records.unsafe-directory");
    assert.equal(mountedBeneath(place.path), []);
  });

  test("files that do not belong into the state directory are told", () => {
    writeFileSync(at("state/notes.txt"), "hello");
    const { strays } = json(0, ["list", ...state]);
    assert.equal(
      strays.map(({ rule }: { rule: string }) => rule),
      ["records.foreign"],
    );
    assert.match(words(0, ["list", ...state]).out, /^note: the file notes\.txt in the state directory/);
    rmSync(at("state/notes.txt"));
  });

  test("exit 4: the kernel refuses, and all was undone", () => {
    const args = ["mount", ...state, "--lower", at("top"), "--lower", at("missing"), "--mkdir", at("fresh")];
    const failure = json(4, args);
    assert.equal([failure.rule, failure.layer, failure.errno, failure.left], ["layer.missing", 1, 2, []]);
    assert.match(words(4, args).err, /layer +1[\s\S]*all was undone/);
    assert.ok(!Bun.spawnSync(["ls", at("fresh")]).success, "the target that it had made is gone");
    assert.equal(mountedBeneath(place.path), []);
  });

  test("exit 5: something is left, and named", async () => {
    words(0, ["mount", ...state, ...layers, at("target")]);
    const user = Bun.spawn(["sleep", "60"], { cwd: at("target") });
    const args = ["unmount", ...state, "--patience", "0", at("target")];
    const failure = json(5, args);
    assert.equal([failure.rule, failure.errno, failure.left], ["unmount.busy", 16, [at("target")]]);
    assert.match(words(5, args).err, new RegExp(`left +${at("target")}\n`));
    user.kill();
    await user.exited;
    words(0, ["unmount", ...state, at("target")]);
  });

  test("what layermount did not mount is refused unless --any is given", () => {
    assert.is(Bun.spawnSync(["mount", "-t", "tmpfs", "none", at("target")]).exitCode, 0);
    assert.is(json(3, ["unmount", ...state, at("target")]).rule, "unmount.nothing-recorded");
    json(0, ["unmount", ...state, "--any", at("target")]);
    assert.equal(mountedBeneath(place.path), []);
  });

  test("names that are no UTF-8 are mounted, listed with their bytes, and unmounted", () => {
    const script = `
      t="$(printf '${at("t\\377 x")}')"; mkdir "$t"
      "$0" "$1" mount --state ${at("state")} --lower ${at("top")} --lower ${at("base")} "$t" &&
      "$0" "$1" list --json --state ${at("state")} && "$0" "$1" unmount --state ${at("state")} "$t"; code=$?; rmdir "$t"; exit $code`;
    const ran = Bun.spawnSync(["sh", "-c", script, process.execPath, `${ROOT}host/cli/main.ts`]);
    const lines = ran.stdout.toString().split("\n");
    assert.is(ran.exitCode, 0, ran.stderr.toString());
    const listed = lines.find((line) => line.startsWith("{")) ?? "";
    const [mount] = JSON.parse(listed).mounts;
    assert.is(mount.target, `${at("t")}\ufffd x`);
    assert.is(Buffer.from(mount.targetBytes, "base64").toString("latin1"), `${at("t")}\xff x`);
    assert.match(lines.at(-2) ?? "", "t\\377 x");
  });

  test("probe and a lowered capability", () => {
    const probed = json(0, ["probe", place.path]);
    assert.is(probed.capabilities.pageSize >= 4096, true);
    assert.match(words(0, ["probe"]).out, /page-size +\d+/);
    const plan = json(0, ["plan", "--without", "own-cwd", ...layers, at("target")]);
    assert.is.not(plan.way, "relative");
    const lowered = layermount(["plan", "--json", ...layers, at("target")], "", { LAYERMOUNT_LOWER: "own-cwd" });
    assert.is(JSON.parse(lowered.out).planHash, plan.planHash);
    assert.is(json(2, ["plan", "--without", "magic", ...layers, at("target")]).ok, false);
    json(0, ["explain"]);
    json(2, ["mount"]);
  });

  test.after(() => {
    for (const point of mountedBeneath(place.path).reverse()) Bun.spawnSync(["umount", "-l", point]);
    place.remove();
  });
  test.run();
}
