// A mount for as long as a function works, or a scope lasts: at a directory of its own, which goes with it.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { AbortError, LeftError, list, mount, mountTemporarily, RefusedError, withMount } from "../../host/index.ts";
import { FailingEffect } from "../support/failing-effect.ts";
import { mount as attach, umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { Place, thrownBy } from "./place.ts";

if (inPrivateNamespace(import.meta.filename)) {
  const place = new Place();
  const { state } = place;
  const views = `${state}/views`;
  writeFileSync(place.at("base/low"), "low\n");
  for (const name of ["upper", "work"]) mkdirSync(place.at(name));
  writeFileSync(place.at("upper/high"), "high\n");
  const layers = { type: "overlay", lowers: [place.at("top"), place.at("base")] };
  const root = { ...layers, upper: place.at("upper"), work: place.at("work") };
  const writable = { mounts: [root] };
  const readOnly = { mounts: [root], view: "read-only" } as const;

  const assertGone = async (): Promise<void> => {
    assert.equal(place.mounted, []);
    assert.equal(readdirSync(views), [], "no directory is left");
    assert.equal(await list({ state }), { mounts: [], strays: [] });
  };

  test("read-only: the upperdir is seen, nothing can be written, and all is gone afterwards", async () => {
    const told = await withMount(readOnly, { state }, async (at, mounted) => {
      assert.is(at, Buffer.from(mounted.target).toString());
      assert.is(statSync(views).mode & 0o777, 0o700);
      const error = await thrownBy((async () => writeFileSync(`${at}/new`, ""))());
      assert.match(String(error), /EROFS/);
      assert.equal([mounted.mounts[0]?.readOnly, mounted.layers, mounted.warnings], [true, 3, []]);
      return [readFileSync(`${at}/high`, "utf8"), readFileSync(`${at}/low`, "utf8")];
    });
    assert.equal(told, ["high\n", "low\n"]);
    assert.equal([readdirSync(place.at("upper")), readdirSync(place.at("work"))], [["high"], []]);
    await assertGone();
  });

  test("writable unless said otherwise: what is written stays in the upperdir", async () => {
    await withMount(writable, { state }, (at) => writeFileSync(`${at}/written`, "written\n"));
    assert.is(readFileSync(place.at("upper/written"), "utf8"), "written\n");
    await assertGone();
  });

  test("volatile is left out of what is there for a while, and said: the next mount is not refused", async () => {
    for (const word of ["volatile", "index=off,volatile"]) {
      const request = { mounts: [{ ...root, options: [word] }] };
      const rules = await withMount(request, { state }, (_, { warnings }) => warnings.map(({ rule }) => rule));
      assert.equal(rules, ["view.volatile"]);
      assert.not(existsSync(place.at("work/work/incompat")));
    }
    // As asked: then the kernel leaves its mark, and the next one is refused.
    const asked = { mounts: [{ ...root, options: ["volatile"] }], view: "asked" } as const;
    await withMount(asked, { state }, (_, { warnings }) => assert.equal(warnings, []));
    assert.ok(existsSync(place.at("work/work/incompat/volatile")));
    const error = await thrownBy(withMount(writable, { state }, () => assert.unreachable("it is refused")));
    assert.is((error as RefusedError).rule, "upper.volatile");
    // What is only read does not mind.
    await withMount(readOnly, { state }, (at) => assert.ok(existsSync(`${at}/high`)));
    Bun.spawnSync(["rm", "-r", place.at("work/work")]);
    await assertGone();
  });

  test("await using", async () => {
    {
      await using mounted = await mountTemporarily(readOnly, { state });
      assert.is((await list({ state })).mounts.length, 1);
      assert.ok(existsSync(`${Buffer.from(mounted.target)}/high`));
    }
    await assertGone();
  });

  test("also when the function throws; what it throws is its own", async () => {
    const own = new RangeError("of the function's own");
    const work = () => Promise.reject(own);
    assert.is(await thrownBy(withMount(readOnly, { state }, work)), own);
    await assertGone();
  });

  test("a mount that stays busy is told, beside what the function threw", async () => {
    const options = { state, patience: 0 };
    let at = "";
    const busy = (root: string): void => {
      at = root;
      process.chdir(root);
    };
    const alone = await thrownBy(withMount(readOnly, options, busy));
    assert.instance(alone, LeftError);
    assert.equal((alone as LeftError).left, [at]);
    process.chdir("/");
    await (await import("../../host/index.ts")).unmount(at, { state });
    const both = await thrownBy(
      withMount(readOnly, options, (root) => {
        busy(root);
        throw new RangeError("of the function's own");
      }),
    );
    assert.instance(both, SuppressedError);
    assert.instance((both as SuppressedError).suppressed, RangeError);
    assert.is((both as SuppressedError).error.rule, "unmount.busy");
    process.chdir("/");
    await (await import("../../host/index.ts")).unmount(at, { state });
    await assertGone();
  });

  test("a signal: before, nothing is done; in the function, that is its own business", async () => {
    const aborted = { state, signal: AbortSignal.abort("not any more") };
    const error = await thrownBy(withMount(readOnly, aborted, () => assert.unreachable("it is not called")));
    assert.instance(error, AbortError);
    await assertGone();
    const controller = new AbortController();
    const done = await withMount(readOnly, { state, signal: controller.signal }, (at) => {
      controller.abort("now");
      return existsSync(`${at}/high`);
    });
    assert.is(done, true);
    await assertGone();
  });

  test("twenty at once, each at a directory of its own", async () => {
    const roots = await Promise.all(Array.from({ length: 20 }, () => withMount(readOnly, { state }, (at) => at)));
    assert.is(new Set(roots).size, 20);
    await assertGone();
  });

  test("without a record, in the usual state directory", async () => {
    attach("tmpfs", "/run", "tmpfs", 0, "");
    try {
      await withMount(readOnly, { state: false }, (at) => {
        assert.match(at, /^\/run\/layermount\/views\/[^/]+$/);
        assert.equal(
          readdirSync("/run/layermount").filter((name) => name.endsWith(".json") && name !== "capabilities.json"),
          [],
        );
      });
      assert.equal(readdirSync("/run/layermount/views"), []);
    } finally {
      umount("/run");
    }
  });

  test("a directory of views that others can enter is refused", async () => {
    const open = place.at("open");
    mkdirSync(open, { mode: 0o700 });
    mkdirSync(`${open}/views`, { mode: 0o755 });
    const error = await thrownBy(withMount(readOnly, { state: open }, () => assert.unreachable()));
    assert.instance(error, RefusedError);
    assert.is((error as RefusedError).rule, "records.unsafe-directory");
  });

  test("a fault at each effect: all is undone, or what is left is named and can be taken down", async () => {
    let left = 0;
    for (const request of [readOnly, writable]) {
      for (let k = 0, more = true; more; k++) {
        const fault = new FailingEffect(k);
        const options = { state, patience: 0, driver: fault.driver };
        const got = await withMount(request, options, (at) => existsSync(`${at}/high`)).catch((error) => error);
        more = fault.failed !== undefined;
        const what = `effect ${k}, ${fault.failed}`;
        if (got instanceof LeftError) {
          left++;
          assert.ok(got.left.length > 0, what);
          const [listed] = (await list({ state })).mounts;
          if (listed) await (await import("../../host/index.ts")).unmount(listed.target, { state });
          for (const name of readdirSync(views)) Bun.spawnSync(["rmdir", `${views}/${name}`]);
        } else if (got !== true) assert.is(got.rule === "library.fault", false, `${what}: ${got}`);
        await assertGone();
      }
    }
    assert.ok(left > 0, "an unmount that failed leaves something");
  });

  test("what mount leaves as it is: no view unless asked for", async () => {
    await using mounted = await mount({ ...readOnly, target: place.at("target") }, { state });
    assert.is(mounted.mounts[0]?.readOnly, true);
    await mounted.unmount();
    await using asked = await mount({ ...writable, target: place.at("target") }, { state });
    assert.is(asked.mounts[0]?.readOnly, false);
  });

  test.after(() => place.remove());
}

test.run();
