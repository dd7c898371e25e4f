/** Claims whose process died: what nobody knows of is not taken for gone, and what is gone is cleared away. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { recover } from "../../host/index.ts";
import { Session } from "../../host/linux/session.ts";
import { Claims } from "../../host/records/claims.ts";
import { readRecords, stateIn } from "../../host/records/index.ts";
import { removeStaleClaims } from "../../host/records/stale-claims.ts";
import { umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { Scene } from "./upper-scene.ts";

/** Files of the state directory that are records, as when their process had died before it wrote them. */
function forgetRecords(scene: Scene): void {
  for (const name of readdirSync(scene.state)) if (/^[0-9a-f]{16}-/.test(name)) rmSync(`${scene.state}/${name}`);
}

if (inPrivateNamespace(import.meta.filename)) {
  test("an overlay that nobody recorded, and that the kernel shows by relative names: in doubt refused", async () => {
    const scene = new Scene();
    const mounted = await scene.mount("u1", "w1", "t1");
    assert.is(mounted.way, "relative");
    forgetRecords(scene);
    for (const claim of scene.claims) writeFileSync(`${scene.state}/uppers/${claim}`, "");
    const [rule, message] = await scene.refused("u1", "w2", "t2");
    assert.is(rule, "upper.unfinished");
    assert.ok(message.endsWith(`mounted at ${scene.at("t1")} may be that overlay`), message);
    // One of the others is known: it is in its record.
    await (await scene.mount("u2", "w2", "t2")).unmount();
    umount(scene.at("t1"));
    await (await scene.mount("u1", "w1", "t2")).unmount();
    scene.end();
  });

  test("what is stale is removed; what is recorded, or held, stays", async () => {
    const scene = new Scene();
    const session = new Session();
    try {
      const state = await stateIn(session, scene.state);
      const tokens = async () => new Set((await readRecords(state)).records.map(({ token }) => token ?? ""));
      const remove = () => removeStaleClaims(state, tokens);
      assert.is(await remove(), 0);
      await scene.mount("u1", "w1", "t1");
      assert.is(await remove(), 0);
      const holder = new Session();
      const held = new Claims(await stateIn(holder, scene.state), new TextEncoder().encode("/mnt"));
      assert.equal(await held.take(["0:1-2"]), []);
      await held.announce();
      assert.is(readFileSync(`${scene.state}/uppers/0:1-2`, "utf8"), "/mnt\n-\n");
      assert.is(await remove(), 0);
      await held.leave();
      // Whoever asks for it while it is being judged is told that it is held.
      let isHeld: unknown;
      const judged = await removeStaleClaims(state, async () => {
        const found = await held.take(["0:1-2"]);
        isHeld = found[0]?.isHeld;
        await held.leave();
        // By now its mount is recorded.
        return new Set(["-"]).union(await tokens());
      });
      assert.equal([judged, isHeld], [0, true]);
      await holder.close();
      umount(scene.at("t1"));
      assert.is(await remove(), 1);
      forgetRecords(scene);
      // A recovery clears them away, when it has taken back all that there was.
      assert.equal((await recover({ state: scene.state })).runs, []);
      assert.equal(scene.claims, []);
      scene.end();
    } finally {
      await session.close();
    }
  });

  test.run();
}
