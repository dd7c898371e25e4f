/** A mount that begins while another one is on its way mounts its own, whatever the other is about to do. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mount } from "../../host/index.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { mount as attach, umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { temporary } from "../support/temporary.ts";

/** The other one begins after fewer turns of the microtask queue; a mount's first program is on its way by then. */
const TURNS = 24;
const ROUNDS = 3;

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("interleaved");
  const at = (name: string): string => `${place.path}/${name}`;
  for (const name of ["disk", "top", "base", ...[0, 1].flatMap((i) => [`u${i}`, `w${i}`, `t${i}`])])
    mkdirSync(at(name));
  // There a journal and claims are made while the mount is planned.
  attach("tmpfs", at("disk"), "tmpfs", 0, "mode=700");
  const options = { state: at("disk") };
  const lowers = [at("top"), at("base")];
  const request = (i: number) => ({
    mounts: [{ type: "overlay", lowers, upper: at(`u${i}`), work: at(`w${i}`) }],
    target: at(`t${i}`),
  });
  const later = async (turns: number, i: number) => {
    for (let turn = 0; turn < turns; turn++) await undefined;
    return mount(request(i), options);
  };

  test("two of them, one so many turns after the other", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      for (let turns = 0; turns < TURNS; turns++) {
        const mounted = await Promise.all([later(0, 0), later(turns, 1)]);
        for (const i of [0, 1]) {
          const seen = `round ${round}, ${turns} turns later, target ${i}`;
          assert.is(mountTable().filter(({ point }) => point === at(`t${i}`)).length, 1, seen);
          writeFileSync(at(`t${i}/seen`), seen);
          assert.is(readFileSync(at(`u${i}/seen`), "utf8"), seen);
        }
        await Promise.all(mounted.map((one) => one.unmount()));
      }
    }
  });

  test.after(() => {
    umount(at("disk"));
    place.remove();
  });
  test.run();
}
