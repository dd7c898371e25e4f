/** `resolveUser` as a function of the library: aborted, watched, at once, and for whoever may not mount. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { AbortError, LayermountError, mount, type Progress, resolveUser } from "../../host/index.ts";
import { abortAt, thrownBy } from "../library/place.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { asOrdinary, missingOrdinary, ORDINARY, ordinaryEnvironment, ordinaryPlace } from "../support/ordinary-user.ts";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { GROUP, PASSWD } from "./case.ts";

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("user-library");
  const at = (name: string): string => `${place.path}/${name}`;
  for (const name of ["image/etc", "upper", "work", "target"]) mkdirSync(at(name), { recursive: true });
  writeFileSync(at("image/etc/passwd"), PASSWD);
  writeFileSync(at("image/etc/group"), GROUP);
  const root = { type: "overlay", lowers: [at("image"), at("target")] };
  const request = { mounts: [root] };
  const here = (): string =>
    mountTable()
      .map(({ text }) => text)
      .join("\n");

  test("aborted before, and between any two of its programs: nothing is answered, nothing stays", async () => {
    const before = here();
    const programs: Progress[] = [];
    await resolveUser(request, "guest", { onProgress: (progress) => programs.push(progress) });
    const count = programs.filter(({ state }) => state === "ended").length;
    assert.ok(count >= 3, `${count} programs`);
    const early = await thrownBy(resolveUser(request, "guest", { signal: AbortSignal.abort("not any more") }));
    assert.instance(early, AbortError);
    for (let last = 1; last < count; last++) {
      const wanted = abortAt(({ state, program }) => state === "ended" && program === last);
      const error = await thrownBy(resolveUser(request, "guest", wanted));
      assert.instance(error, AbortError, `after program ${last}: ${error}`);
      assert.is((error as AbortError).cause, "not any more");
      assert.is(here(), before);
    }
  });

  test("thirty at once, of a list that is mounted and written to meanwhile", async () => {
    const top = { upper: at("upper"), work: at("work") };
    await using _live = await mount({ mounts: [{ ...root, ...top }], target: at("target") }, { state: at("state") });
    writeFileSync(at("target/new"), "");
    const users = await Promise.all(
      Array.from({ length: 30 }, (_, i) => resolveUser({ mounts: [{ ...root, ...top }] }, String(i === 0 ? 405 : i))),
    );
    const alone = [];
    for (let i = 0; i < 30; i++) alone.push(await resolveUser(request, String(i === 0 ? 405 : i)));
    assert.equal(users, alone);
    assert.equal([users[0]?.uid, users[0]?.gid, users[1]?.uid, users[1]?.gid], [405, 100, 1, 0]);
  });

  test("descriptors are as many afterwards", async () => {
    const open = () => readdirSync("/proc/self/fd").length;
    await resolveUser(request, "guest");
    const before = open();
    for (let i = 0; i < 10; i++) await resolveUser(request, "nobody").catch(() => undefined);
    assert.is(open(), before);
  });

  test("no image: numbers mean somebody, names do not; nothing is mounted", async () => {
    const before = here();
    const nobody = { uid: 7, gid: 8, additionalGids: [8, 9], username: undefined };
    assert.equal(await resolveUser({ mounts: [] }, "7:8", { groups: ["9"] }), nobody);
    const error = await thrownBy(resolveUser({ mounts: [] }, "root"));
    assert.instance(error, LayermountError);
    assert.is((error as LayermountError).rule, "user.no-file");
    assert.is(here(), before);
  });

  test("what cannot be mounted is refused as a mount is", async () => {
    const gone = { mounts: [{ type: "overlay", lowers: [at("image"), at("nowhere")] }] };
    assert.is(((await thrownBy(resolveUser(gone, "root"))) as LayermountError).rule, "layer.missing");
    const template = { mounts: [{ type: "format/overlay", options: ["lowerdir={{ overlay 0 1 }}"] }] };
    assert.is(((await thrownBy(resolveUser(template, "root"))) as LayermountError).rule, "later.template");
  });

  testUnless(test, missingOrdinary(), "an ordinary user has users, and no temporary mounts of their own", () => {
    const own = ordinaryPlace("user-ordinary");
    try {
      const script = `${own.path}/script.ts`;
      writeFileSync(
        script,
        `import { mountTemporarily, resolveUser } from "${own.checkout}/host/index.ts";
const request = { mounts: [{ type: "overlay", lowers: ["/usr", ${JSON.stringify(own.path)}] }] };
console.log((await resolveUser(request, "5:6")).gid);
await mountTemporarily(request, { state: ${JSON.stringify(`${own.path}/state`)} }).catch((error) => console.log(error.rule, error.hint));
`,
      );
      const [program = "", ...words] = asOrdinary([own.runtime, script]);
      const { stdout, stderr } = Bun.spawnSync([program, ...words], { cwd: own.path, env: ordinaryEnvironment() });
      assert.match(stdout.toString(), /^6\nordinary\.mount .*layermount with/, stderr.toString());
      assert.equal(
        readdirSync(own.path).filter((name) => name === "state"),
        [],
        `made by ${ORDINARY}`,
      );
    } finally {
      own.remove();
    }
  });

  test.after(() => place.remove());
}

test.run();
