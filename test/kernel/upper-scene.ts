import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import * as assert from "uvu/assert";
import { LayermountError, type MountRequest, mount } from "../../host/index.ts";
import { umount } from "../support/libc.ts";
import { mountedBeneath, temporary } from "../support/temporary.ts";

/** A process whose namespaces nobody tells us. */
export function unseenProcess(): string | undefined {
  return readdirSync("/proc").find((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return statSync(`/proc/${pid}/ns/mnt`) === undefined;
    } catch (error) {
      return error instanceof Error && "code" in error && error.code === "EACCES";
    }
  });
}

/** Directories of a test, and what is mounted from them. */
export class Scene {
  readonly place = temporary("uppers");
  readonly state = this.at("state");

  constructor() {
    for (const name of ["lower", "u1", "w1", "u2", "w2", "t1", "t2", "t3"]) mkdirSync(this.at(name));
    mkdirSync(this.state, { mode: 0o700 });
  }

  at(name: string): string {
    return `${this.place.path}/${name}`;
  }

  request(upper: string, work: string, target: string): MountRequest {
    const root = { type: "overlay", lowers: [this.at("lower")], upper: this.at(upper), work: this.at(work) };
    return { mounts: [root], target: this.at(target) };
  }

  mount(upper: string, work: string, target: string, more: Partial<MountRequest> = {}) {
    return mount({ ...this.request(upper, work, target), ...more }, { state: this.state });
  }

  /** The rule that refuses it, and what it says. */
  async refused(
    upper: string,
    work: string,
    target: string,
    more: Partial<MountRequest> = {},
  ): Promise<[string, string]> {
    const before = mountedBeneath(this.place.path).length;
    try {
      await this.mount(upper, work, target, more);
    } catch (error) {
      if (!(error instanceof LayermountError)) throw error;
      assert.is(error.kind, "refused");
      assert.is(mountedBeneath(this.place.path).length, before);
      return [error.rule, error.message];
    }
    return ["mounted", ""];
  }

  get claims(): string[] {
    const directory = `${this.state}/uppers`;
    return existsSync(directory) ? readdirSync(directory) : [];
  }

  end(): void {
    for (const point of mountedBeneath(this.place.path).reverse()) umount(point);
    assert.equal(this.claims.length, 0, "claims are left");
    this.place.remove();
  }
}
