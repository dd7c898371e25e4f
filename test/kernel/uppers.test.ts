/** Two live overlays never have one upperdir or workdir: the kernel would only warn. */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError, mount, unmount, withMount } from "../../host/index.ts";
import { mount as mountAlone, umount } from "../support/libc.ts";
import { name } from "../support/names.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { mountedBeneath } from "../support/temporary.ts";
import { Scene, unseenProcess } from "./upper-scene.ts";

const MS_MOVE = 0x2000;
const MAIN = new URL("../../host/cli/main.ts", import.meta.url).pathname;

if (inPrivateNamespace(import.meta.filename)) {
  test("an upperdir, a workdir, and one as the other: by whichever name", async () => {
    const scene = new Scene();
    const first = await scene.mount("u1", "w1", "t1");
    assert.is(scene.claims.length, 2);
    symlinkSync(scene.at("u1"), scene.at("link"));
    for (const [upper, work, what] of [
      ["u1", "w2", "u1"],
      ["u2", "w1", "w1"],
      ["w1", "w2", "w1"],
      ["u2", "u1", "u1"],
      ["link", "w2", "link"],
    ] as const) {
      const [rule, message] = await scene.refused(upper, work, "t2");
      assert.is(rule, "upper.in-use");
      assert.is(
        message,
        `${scene.at(what)} is the upperdir or workdir of another overlay, mounted at ${scene.at("t1")}`,
      );
    }
    const words = {
      type: "overlay",
      options: [`lowerdir=${scene.at("lower")},upperdir=${scene.at("u1")},workdir=${scene.at("w2")}`],
    };
    assert.is((await scene.refused("u1", "w1", "t2", { mounts: [words] }))[0], "upper.in-use");
    await using other = await scene.mount("u2", "w2", "t2");
    assert.is(other.layers, 1);
    await first.unmount();
    const again = await scene.mount("u1", "w1", "t3");
    await again.unmount();
    await other.unmount();
    scene.end();
  });

  test("two of one list", async () => {
    const scene = new Scene();
    const [root] = scene.request("u1", "w1", "t1").mounts;
    mkdirSync(scene.at("lower/sub"));
    const below = { ...scene.request("u1", "w2", "t1").mounts[0], type: "overlay", target: "sub" };
    if (root === undefined) throw new Error("there is a root");
    // The second one is told by its own name; the list claims a directory once.
    const [rule] = await scene.refused("u1", "w1", "t1", { mounts: [root, below] });
    assert.is(rule, "upper.twice");
    scene.end();
  });

  test("what was refused, or failed, leaves no claim", async () => {
    const scene = new Scene();
    assert.is((await scene.refused("u1", "w1", "nowhere"))[0], "target.missing");
    assert.is((await scene.refused("u1", "missing", "t1"))[0], "work.missing");
    scene.end();
  });

  // Bytes 0x80 to 0x9f are other characters in what TextDecoder calls latin1.
  for (const upper of ["u1", "Ä \u20ac\\n\n"]) {
    test(`an overlay that somebody else made is found where it is looked for: ${JSON.stringify(upper)}`, async () => {
      const scene = new Scene();
      mkdirSync(scene.at(upper), { recursive: true });
      const escaped = scene.at(upper).replaceAll("\\", "\\\\");
      const data = name(`lowerdir=${scene.at("lower")},upperdir=${escaped},workdir=${scene.at("w1")}`);
      mountAlone("theirs", scene.at("t1"), "overlay", 0, data);
      const [rule, message] = await scene.refused(upper, "w2", "t2", { proof: "identity" });
      assert.is(rule, "upper.in-use");
      assert.ok(message.endsWith(`mounted at ${scene.at("t1")}`), message);
      umount(scene.at("t1"));
      await (await scene.mount(upper, "w1", "t2", { proof: "identity" })).unmount();
      scene.end();
    });
  }

  test("a mount that was moved, and one whose process was killed before it was recorded", async () => {
    const scene = new Scene();
    await scene.mount("u1", "w1", "t1");
    mountAlone(scene.at("t1"), scene.at("t3"), "none", MS_MOVE);
    assert.is((await scene.refused("u1", "w2", "t2"))[0], "upper.in-use");
    umount(scene.at("t3"));
    await (await scene.mount("u1", "w1", "t2")).unmount();
    const data = `lowerdir=${scene.at("lower")},upperdir=${scene.at("u1")},workdir=${scene.at("w1")}`;
    mountAlone("ours", scene.at("t1"), "overlay", 0, data);
    const { dev, ino } = statSync(scene.at("u1"), { bigint: true });
    writeFileSync(`${scene.state}/uppers/${dev >> 8n}:${dev & 0xffn}-${ino}`, "", { mode: 0o600 });
    assert.is((await scene.refused("u1", "w2", "t2"))[0], "upper.in-use");
    umount(scene.at("t1"));
    await (await scene.mount("u1", "w1", "t2")).unmount();
    scene.end();
  });

  test("a claim whose mount is gone is taken over, also after unmount by hand", async () => {
    const scene = new Scene();
    await scene.mount("u1", "w1", "t1");
    umount(scene.at("t1"));
    assert.is(scene.claims.length, 2);
    const second = await scene.mount("u1", "w2", "t2");
    assert.is(scene.claims.length, 3);
    // The record of the first one is still there; taking it down leaves the second one's claim alone.
    await unmount(scene.at("t1"), { state: scene.state });
    assert.is(scene.claims.length, 2);
    assert.is((await scene.refused("u1", "w1", "t3"))[0], "upper.in-use");
    await second.unmount();
    scene.end();
  });

  test("in another mount namespace: for as long as somebody is in it", async () => {
    const scene = new Scene();
    const { lower, u1, w1, t1 } = {
      lower: scene.at("lower"),
      u1: scene.at("u1"),
      w1: scene.at("w1"),
      t1: scene.at("t1"),
    };
    const command = `"$@" mount --state ${scene.state} --lower ${lower} --upper ${u1} --work ${w1} ${t1} && exec cat`;
    const args = ["--mount", "--propagation", "private", "sh", "-c", command, "sh", process.execPath, MAIN];
    const child = spawn("unshare", args, { stdio: ["pipe", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const [rule, message] = await scene.refused("u1", "w2", "t2");
    assert.is(rule, "upper.elsewhere");
    assert.ok(message.includes(`mounted at ${t1} in another mount namespace`), message);
    child.stdin.end();
    await new Promise((resolve) => child.once("exit", resolve));
    const doubt = unseenProcess();
    if (doubt !== undefined) {
      // It may be in that namespace: what is in doubt is refused, and the hint says what to do.
      assert.is((await scene.refused("u1", "w1", "t2"))[0], "upper.elsewhere", doubt);
      for (const file of readdirSync(scene.state)) if (/^[0-9a-f]{16}-/.test(file)) rmSync(`${scene.state}/${file}`);
    }
    await (await scene.mount("u1", "w1", "t2")).unmount();
    scene.end();
  });

  test("with: for as long as its command runs", async () => {
    const scene = new Scene();
    const { mounts } = scene.request("u1", "w1", "t1");
    let said: [string, string] | undefined;
    const onStart = async () => {
      said = await scene.refused("u1", "w2", "t2");
    };
    const { exit } = await withMount({ mounts }, { argv: ["true"] }, { state: scene.state, onStart });
    assert.equal(exit, { code: 0 });
    assert.is(said?.[0], "upper.being-mounted");
    const first = await scene.mount("u1", "w1", "t2");
    let error: unknown;
    await withMount({ mounts }, { argv: ["true"] }, { state: scene.state }).catch((thrown: unknown) => {
      error = thrown;
    });
    assert.is(error instanceof LayermountError && error.rule, "upper.in-use");
    await first.unmount();
    scene.end();
  });

  test("of twenty processes at once one mounts", async () => {
    const scene = new Scene();
    const codes = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        mkdirSync(scene.at(`p${i}`));
        const tops = ["--upper", scene.at("u1"), "--work", scene.at("w1")];
        const args = [MAIN, "mount", "--state", scene.state, "--lower", scene.at("lower"), ...tops, scene.at(`p${i}`)];
        const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
        let said = "";
        child.stderr.on("data", (data) => {
          said += data;
        });
        const code = await new Promise((resolve) => child.once("exit", resolve));
        return code === 0 ? "mounted" : `${code} ${/upper\.(?:in-use|being-mounted)/.exec(said)?.[0] ?? said}`;
      }),
    );
    assert.is(codes.filter((code) => code === "mounted").length, 1, codes.join(", "));
    for (const code of codes) assert.match(code, /^(?:mounted|3 upper\.(?:in-use|being-mounted))$/);
    const [point] = mountedBeneath(scene.place.path);
    await unmount(point ?? "", { state: scene.state });
    scene.end();
  });

  test("without a state directory nothing is claimed", async () => {
    const scene = new Scene();
    await using first = await mount(scene.request("u1", "w1", "t1"), { state: false });
    await using second = await mount(scene.request("u1", "w1", "t2"), { state: false });
    assert.is(first.layers, second.layers);
    await first.unmount();
    await second.unmount();
    scene.end();
  });

  test.run();
}
