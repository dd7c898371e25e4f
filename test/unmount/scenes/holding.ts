/** A bind mount that real processes use. */
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { type Holder, LeftError, mount } from "../../../host/index.ts";
import { umount } from "../../support/libc.ts";
import { mountedBeneath, temporary } from "../../support/temporary.ts";

const MNT_DETACH = 2;

/** A directory with a layer, and where it is mounted. */
export class Holding {
  readonly #place = temporary("holders");
  readonly #children: ChildProcess[] = [];
  readonly target = this.at("target");
  readonly state = { state: this.at("state") };
  readonly request = {
    mounts: [{ type: "bind", source: this.at("layer"), options: ["bind"] }],
    target: this.target,
  };

  constructor() {
    for (const name of ["layer/sub", "target", "shared"]) mkdirSync(this.at(name), { recursive: true });
    writeFileSync(this.at("layer/file"), "something to map\n");
    copyFileSync(realpathSync("/bin/sleep"), this.at("layer/sleep"));
  }

  at(name: string): string {
    return `${this.#place.path}/${name}`;
  }

  /** A process that has said that it is ready, and then is given the time to become another program. */
  async started(script: string, program: readonly string[] = ["sh", "-c"]): Promise<number> {
    const [name = "", ...args] = program;
    const child = spawn(name, [...args, script], { stdio: ["ignore", "pipe", "inherit"] });
    this.#children.push(child);
    await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return child.pid ?? 0;
  }

  /** Ends all that were started. */
  async ended(): Promise<void> {
    for (const child of this.#children.splice(0)) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await gone;
    }
  }

  /** While it is mounted; at the end nothing is. */
  async mounted(work: () => Promise<void>): Promise<void> {
    await mount(this.request, this.state);
    try {
      await work();
    } finally {
      await this.clear(this.target);
    }
  }

  async clear(path: string): Promise<void> {
    await this.ended();
    this.clearHere(path);
  }

  /** Takes away what is mounted there in this namespace. */
  clearHere(path: string): void {
    for (let top = mountedBeneath(path).at(-1); top; top = mountedBeneath(path).at(-1)) umount(top, MNT_DETACH);
  }

  remove(): void {
    this.#place.remove();
  }
}

/** What an unmount left. */
export async function left(work: Promise<unknown>): Promise<LeftError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof LeftError)) throw new Error(`it ended as ${error}`);
  return error;
}

/** Holders without what they are called. */
export function told(all: readonly Holder[]): object[] {
  return all.map(({ by, pid, path, fd }) => ({ by, pid, path: Buffer.from(path).toString(), fd }));
}
