/** Id-mapped mounts as a listener to mount events hears them, many at once, and what stays open for the next one. */
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Mounted, mount, type Options, plan } from "../../host/index.ts";
import { missingIdmap } from "../cases/idmap.ts";
import { HOST, MAPS, ownedByHost } from "../cases/mapped.ts";
import { Place } from "../cases/place.ts";
import { overlay, request } from "../cases/requests.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { MountEvents } from "../support/mount-events.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { skipped } from "../support/skip.ts";

const LAYERS = 55;
const MANY = 100;
/** Idle sessions that are kept: each has its sockets, and its user namespace. */
const IDLE = 4;
const ATTACHED = { lower: ["detached-layers"] };

const place = new Place("idmaps");
/** In memory, as /run is: each record on a disk has a thread of its own. */
const state = place.make("state");
const { lowers } = place.stack(LAYERS);

function writable(name: string, layers: readonly string[] = lowers) {
  const top = place.top(name);
  ownedByHost(top.upper);
  const target = place.make(`${name}/target`);
  return { ...request(place, [overlay(layers, top, MAPS)]), target };
}

/** What a listener hears of one mount and of its unmount, with its id as "ours". */
async function heard(asked: Parameters<typeof mount>[0], options: Options): Promise<readonly [string[], string[]]> {
  using events = MountEvents.listen();
  assert.ok(events);
  const mounted = await mount(asked, { state, ...options });
  const told = () => events.heard().map(({ what, id }) => `${what} ${id === mounted.mountId ? "ours" : "another"}`);
  const first = told();
  await mounted.unmount();
  return [first, told()];
}

const clones = () => readdirSync(state).filter((name) => name.startsWith(".layermount-map-"));
/** What is open: user namespaces, which idle sessions keep, and everything else. */
function descriptors(): { namespaces: number; others: number } {
  const targets = readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return [];
    }
  });
  const namespaces = targets.filter((to) => to.startsWith("user:[")).length;
  return { namespaces, others: targets.length - namespaces };
}

async function together(count: number, name: string): Promise<Mounted[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => mount(writable(`${name}-${i}`), { state })));
}

if (inPrivateNamespace(import.meta.filename)) {
  const missing = missingIdmap();
  if (missing !== undefined) skipped("id-mapped mounts", missing);
  else {
    place.attach("tmpfs", "state", state, 0, "mode=700");
    const listener = MountEvents.listen();
    listener?.[Symbol.dispose]();
    if (listener === undefined) skipped("mount events", "no fanotify events of mounts (Linux 6.15)");
    else {
      test("layers of a clone that nobody ever sees: one mount is attached, and nothing else", async () => {
        assert.equal(await heard(writable("quiet"), {}), [["attach ours"], ["detach ours"]]);
      });
      test("layers with clones of their own", async () => {
        const alone = place.attach("tmpfs", "own", place.make("layers/alone"), 0, "mode=755");
        assert.equal(await heard(writable("own", [...lowers, alone]), {}), [["attach ours"], ["detach ours"]]);
      });
      test("the clone that is attached for a while is heard, and goes once", async () => {
        const [first, then] = await heard(writable("loud"), ATTACHED);
        assert.equal(first.toSorted(), ["attach another", "attach ours", "detach another"]);
        assert.equal(then, ["detach ours"]);
        assert.equal(clones(), []);
      });
      test("a step that fails later: the clone goes once, and its directory", async () => {
        using events = MountEvents.listen();
        const twice = writable("failing", [...lowers, ...lowers.slice(0, 1)]);
        const failed = await mount(twice, { state, ...ATTACHED }).catch((error: { rule?: string }) => error.rule);
        assert.is(failed, "layer.duplicate");
        const told = events?.heard() ?? [];
        assert.equal(told.map(({ what }) => what).sort(), ["attach", "detach"]);
        assert.is(told[0]?.id, told[1]?.id);
        assert.equal(clones(), []);
      });
      test("bind and ro with maps is one mount", async () => {
        const target = place.make("bound");
        const source = lowers[0] ?? "";
        const mounts = [{ type: "bind", source, options: ["rbind", "ro", ...MAPS] }];
        assert.equal(await heard({ mounts, target }, {}), [["attach ours"], ["detach ours"]]);
      });
    }

    test(`${MANY} overlays of ${LAYERS} layers at once`, async () => {
      // The same before: sessions at rest are kept, and have their descriptors.
      await Promise.all((await together(MANY, "warm")).map((one) => one.unmount()));
      await Bun.sleep(200);
      const [before, open] = [mountTable().length, descriptors()];
      using events = MountEvents.listen();
      const all = await together(MANY, "many");
      assert.is(mountTable().length, before + MANY);
      if (events) assert.is(events.heard().length, MANY);
      for (const { target } of all) assert.is(statSync(new TextDecoder().decode(target)).uid, HOST);
      await Promise.all(all.map((one) => one.unmount()));
      assert.is(mountTable().length, before);
      // The loop closes its end of a session's sockets in one of its next turns. The listener is one.
      let now = descriptors();
      for (let turn = 0; turn < 40 && now.others - (events ? 1 : 0) > open.others; turn++) {
        await Bun.sleep(50);
        now = descriptors();
      }
      assert.ok(now.others - (events ? 1 : 0) <= open.others, `${now.others} are open, before ${open.others}`);
      assert.ok(now.namespaces <= IDLE, `${now.namespaces} user namespaces are open`);
    });

    test("a user namespace is made once for the same maps, and kept by the session", async () => {
      /** Effects of one mount: what is held needs not be made, nor its register emptied. */
      const steps = async (uid: string, gid: string): Promise<number> => {
        const bind = { type: "bind", source: lowers[0] ?? "", options: ["ro", `uidmap=${uid}`, `gidmap=${gid}`] };
        await using mounted = await mount({ mounts: [bind], target: place.make("again") }, { state });
        return mounted.steps;
      };
      const first = await steps("0:700000:5,5:5:1", "0:700000:9");
      assert.is(await steps("0:700000:5,5:5:1", "0:700000:9"), first - 2);
      assert.is(await steps("5:5:1,0:700000:5", "0:700000:9"), first - 2, "the order of ranges makes no other map");
      assert.is(await steps("0:700000:5", "0:700000:9"), first);
    });

    test("no common parent: a clone for each", async () => {
      const elsewhere = mkdtempSync("/var/tmp/layermount-idmaps-");
      try {
        const others = ["1", "2"].map((name) => `${elsewhere}/${name}/fs`);
        for (const other of others) mkdirSync(other, { recursive: true });
        writeFileSync(`${elsewhere}/1/fs/elsewhere`, "");
        const asked = writable("apart", [...lowers.slice(0, 3), ...others]);
        const { reasons } = await plan(asked);
        const chosen = reasons.find(({ rule }) => rule === "idmap.detached");
        if (chosen) assert.match(new TextDecoder().decode(chosen.sentence), "(2)");
        await using mounted = await mount(asked, { state });
        assert.is(statSync(`${new TextDecoder().decode(mounted.target)}/elsewhere`).uid, HOST);
      } finally {
        rmSync(elsewhere, { recursive: true });
      }
    });
  }
  test.after(() => {
    assert.equal(place.remove(), []);
  });
  test.run();
} else place.remove();
