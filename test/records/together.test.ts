/** The journal and the claims of a mount, made while it is planned: all of them, or one by one, and nothing twice. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError, type MountRequest, mount } from "../../host/index.ts";
import { Session } from "../../host/linux/session.ts";
import { Claims } from "../../host/records/claims.ts";
import { stateIn } from "../../host/records/index.ts";
import { claimName } from "../../host/records/names.ts";
import { mount as attach, umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { temporary } from "../support/temporary.ts";

/** A mount is asked for, and taken down again. */
class Scene {
  readonly place = temporary("together");
  readonly state = this.at("disk/state");
  readonly lowers = [this.at("top"), this.at("base")];

  constructor() {
    for (const name of ["disk", "top", "target", ...UPPERS.map((name) => `base/${name}`)]) {
      mkdirSync(this.at(name), { recursive: true });
    }
    for (const name of UPPERS) for (const kind of ["upper", "work"]) mkdirSync(this.at(`${kind}-${name}`));
    attach("tmpfs", this.at("disk"), "tmpfs", 0, "size=256k,mode=700");
    mkdirSync(this.state, { mode: 0o700 });
  }

  at(name: string): string {
    return `${this.place.path}/${name}`;
  }

  overlay(name: string) {
    return { type: "overlay", lowers: this.lowers, upper: this.at(`upper-${name}`), work: this.at(`work-${name}`) };
  }

  /** What the claims say, while it is mounted. */
  async mount(request: MountRequest = { mounts: [this.overlay("a")], target: this.at("target") }): Promise<string[]> {
    const mounted = await mount(request, { state: this.state });
    const claims = this.claims.map((name) => readFileSync(`${this.state}/uppers/${name}`, "utf8"));
    assert.equal(this.journals, []);
    await mounted.unmount();
    assert.equal(this.claims, []);
    return claims;
  }

  /** The rule that refuses it. */
  async refused(): Promise<string> {
    const error = await this.mount().catch((thrown: unknown) => thrown);
    assert.instance(error, LayermountError, String(error));
    assert.is((error as LayermountError).kind, "refused");
    assert.equal(this.journals, []);
    return (error as LayermountError).rule;
  }

  get claims(): string[] {
    const directory = `${this.state}/uppers`;
    return existsSync(directory) ? readdirSync(directory) : [];
  }

  get journals(): string[] {
    return readdirSync(this.state).filter((name) => name.endsWith(".run"));
  }

  end(): void {
    umount(this.at("disk"));
    this.place.remove();
  }
}

const UPPERS = ["a", "b", "c", "d", "e"];
/** Names of one directory and of a path; a claim made together has room for 512 bytes. */
const LONG = Array.from({ length: 4 }, () => "d".repeat(200)).join("/");

if (inPrivateNamespace(import.meta.filename)) {
  test("both are there while it is mounted, and name its target and its run", async () => {
    const scene = new Scene();
    for (let again = 0; again < 2; again++) {
      const claims = await scene.mount();
      assert.is(claims.length, 2);
      for (const claim of claims) assert.match(claim, /^[^\n]+\/target\n\d{15}\n$/);
    }
    scene.end();
  });

  test("a claim that somebody holds: refused, and only that one stays", async () => {
    const scene = new Scene();
    await scene.mount();
    const session = new Session();
    const held = new Claims(await stateIn(session, scene.state), Buffer.from("/elsewhere"));
    const { dev, ino } = statSync(scene.at("work-a"), { bigint: true });
    const name = claimName(`${dev >> 8n}:${dev & 255n}`, ino);
    assert.equal(await held.take([name]), []);
    await held.announce();
    assert.is(await scene.refused(), "upper.being-mounted");
    assert.equal(scene.claims, [name]);
    assert.is(readFileSync(`${scene.state}/uppers/${name}`, "utf8"), "/elsewhere\n-\n");
    await held.drop();
    await session.close();
    assert.is((await scene.mount()).length, 2);
    scene.end();
  });

  test("directories that are gone are made again", async () => {
    const scene = new Scene();
    await scene.mount();
    rmSync(`${scene.state}/uppers`, { recursive: true });
    assert.is((await scene.mount()).length, 2);
    rmSync(scene.state, { recursive: true });
    assert.is((await scene.mount()).length, 2);
    rmSync(scene.state, { recursive: true });
    const readOnly = { mounts: [{ type: "overlay", lowers: scene.lowers }], target: scene.at("target") };
    assert.is((await scene.mount(readOnly)).length, 0);
    scene.end();
  });

  test("more of them than are made together", async () => {
    const scene = new Scene();
    const inside = UPPERS.slice(1).map((name) => ({ ...scene.overlay(name), target: name }));
    const claims = await scene.mount({ mounts: [scene.overlay("a"), ...inside], target: scene.at("target") });
    assert.is(claims.length, 2 * UPPERS.length);
    scene.end();
  });

  test("a target that is longer than what they have room for", async () => {
    const scene = new Scene();
    const target = scene.at(LONG);
    mkdirSync(target, { recursive: true });
    const claims = await scene.mount({ mounts: [scene.overlay("a")], target });
    assert.equal(
      claims.map((claim) => claim.split("\n")[0]),
      [target, target],
    );
    scene.end();
  });

  test("a disk that is full: refused, and nothing stays", async () => {
    const scene = new Scene();
    await scene.mount();
    const { bavail, bsize } = statfsSync(scene.state);
    writeFileSync(scene.at("disk/full"), Buffer.alloc(Number(bavail) * Number(bsize)));
    assert.is(await scene.refused(), "records.journal");
    assert.equal(scene.claims, []);
    // Room for what the claims say, and not for the journal.
    writeFileSync(scene.at("disk/full"), Buffer.alloc((Number(bavail) - 2) * Number(bsize)));
    assert.is(await scene.refused(), "records.journal");
    assert.equal(scene.claims, []);
    rmSync(scene.at("disk/full"));
    assert.is((await scene.mount()).length, 2);
    scene.end();
  });

  test.run();
}
