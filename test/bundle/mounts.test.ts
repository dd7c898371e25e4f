/** The bundle and the program on the real kernel, where there is no checkout: for root and for an ordinary user. */
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mount, umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { asOrdinary, missingOrdinary, ORDINARY, ordinaryPlace } from "../support/ordinary-user.ts";
import { testUnless } from "../support/skip.ts";
import { mountedBeneath, temporary } from "../support/temporary.ts";
import { built, type Ran, run } from "./built.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const LAYERS = 128;
/** Of unlinked files that somebody has open: the shim, mapped from memory. */
const LEFT = /layermount/;

/** Runs a command while nobody in this namespace can see the checkout. */
function withoutCheckout(work: () => Ran): Ran {
  mount("none", ROOT, "tmpfs");
  try {
    return work();
  } finally {
    umount(ROOT);
  }
}

function ok(ran: Ran): string {
  assert.is(ran.code, 0, ran.err + ran.out);
  return ran.out;
}

if (inPrivateNamespace(import.meta.filename)) {
  const { forms } = await built();
  for (const form of forms) {
    test(`${form.name}: ${LAYERS} layers mounted, listed and taken down by three processes`, () => {
      const { path, remove } = temporary("bundle-layers");
      for (const name of ["upper", "work", "target", "tmp"]) mkdirSync(`${path}/${name}`);
      const lowers = Array.from({ length: LAYERS }, (_, index) => `${path}/${index}`);
      for (const [index, lower] of lowers.entries()) {
        mkdirSync(lower);
        writeFileSync(`${lower}/file-${index}`, `${index}`);
      }
      const top = ["--upper", `${path}/upper`, "--work", `${path}/work`, `${path}/target`];
      const layermount = (...args: string[]) =>
        withoutCheckout(() => run([...form.command(), "--state", `${path}/state`, ...args], `${path}/tmp`));
      const json = (...args: string[]) => JSON.parse(ok(layermount(...args, "--json")));
      const mounted = json("mount", ...lowers.flatMap((lower) => ["--lower", lower]), ...top);
      assert.is(mounted.layers, LAYERS);
      for (const index of [0, LAYERS - 1]) assert.is(readFileSync(`${path}/target/file-${index}`, "utf8"), `${index}`);
      const listed = json("list");
      assert.equal([listed.mounts.length, listed.mounts[0].target], [1, `${path}/target`]);
      json("unmount", `${path}/target`);
      assert.equal(mountedBeneath(path), []);
      assert.equal(readdirSync(`${path}/tmp`), []);
      remove();
    });

    test(`${form.name}: a refusal of the kernel has its sentence, without the checkout`, () => {
      const { path, remove } = temporary("bundle-refused");
      mkdirSync(`${path}/target`);
      const args = ["mount", "--state", `${path}/state`, "--lower", `${path}/a`, "--lower", `${path}/b`];
      const { code, err } = withoutCheckout(() => run([...form.command(), ...args, `${path}/target`], path));
      assert.ok(code === 3 || code === 4, `${code}: ${err}`);
      assert.match(err, /rule {3}\w+\.[\w-]+/);
      remove();
    });

    testUnless(test, missingOrdinary(), `${form.name}: with, for an ordinary user`, () => {
      const place = ordinaryPlace("bundle-ordinary");
      try {
        const { path } = place;
        for (const name of ["a", "b", "upper", "work"]) {
          mkdirSync(`${path}/${name}`);
          chownSync(`${path}/${name}`, ORDINARY, ORDINARY);
        }
        writeFileSync(`${path}/a/file`, "seen\n");
        chmodSync(`${path}/a/file`, 0o644);
        const input = [
          "--lower",
          `${path}/a`,
          "--lower",
          `${path}/b`,
          "--upper",
          `${path}/upper`,
          "--work",
          `${path}/work`,
        ];
        const then = ["--", "sh", "-c", 'cat "$LAYERMOUNT_ROOT/file" && echo written >"$LAYERMOUNT_ROOT/new"'];
        const command = asOrdinary([...form.command(place.runtime), "with", ...input, ...then]);
        assert.match(ok(withoutCheckout(() => run(command, path))), /^seen\n/);
        assert.is(readFileSync(`${path}/upper/new`, "utf8"), "written\n");
        assert.equal(
          readdirSync(path).filter((name) => LEFT.test(name)),
          [],
        );
      } finally {
        place.remove();
      }
    });
  }

  test.run();
}
