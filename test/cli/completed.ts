// What every shell must propose, and how each of them is asked.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { temporary } from "../support/temporary.ts";
import { layermount } from "./support.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

const HERE = new URL("./", import.meta.url).pathname;
const COMMANDS = "completion explain help holders list man mount plan probe recover replay show unmount user with";

/** A line as it is typed, in which the last word is completed, and what it can become: all of it. */
export const CASES: readonly (readonly [line: string, words: string])[] = [
  ["layermount ", COMMANDS],
  ["layermount unm", "unmount"],
  ["layermount --no-color li", "list"],
  ["layermount --state DIR/layers expl", "explain"],
  ["layermount --without=own-cwd prob", "probe"],
  ["layermount --st", "--state"],
  ["layermount --state DIR/la", "DIR/layers"],
  ["layermount plan --low", "--lower"],
  ["layermount plan --cap", "--capabilities"],
  ["layermount unmount --pat", "--patience"],
  ["layermount unmount --la", "--lazy"],
  ["layermount holders DIR/la", "DIR/layers"],
  ["layermount unmount --low", ""],
  ["layermount plan --way ", "descriptors mixed prefix relative strings"],
  ["layermount plan --way=de", "--way=descriptors"],
  ["layermount mount --verify ", "identity kernel"],
  ["layermount mount --allow ", "chown-upper upper-inside-lower"],
  ["layermount mount --without own", "own-cwd"],
  ["layermount mount --without page", "page-size="],
  ["layermount mount --lower DIR/la", "DIR/layers"],
  ["layermount mount --lower=DIR/la", "--lower=DIR/layers"],
  ["layermount mount --lower DIR/layers --upper DIR/up", "DIR/upper"],
  ["layermount mount -o ro --lower DIR/layers DIR/up", "DIR/upper"],
  ["layermount plan --mounts DIR/list", "DIR/list.json"],
  ["layermount plan --capabilities DIR/list", "DIR/list.json"],
  ["layermount explain words.rem", "words.remount"],
  ["layermount completion ", "bash fish zsh"],
  ["layermount help unm", "unmount"],
  ["layermount with --lower / -- layermount-ordin", "layermount-ordinary"],
  ["layermount with --lower / -- cat DIR/list", "DIR/list.json"],
  ["layermount with --report DIR/list", "DIR/list.json"],
  ["layermount list DIR/la", ""],
];

/** A directory with what is completed in it, and the script of a shell; DIR of a case is its path. */
export class Completing {
  readonly #place = temporary("completion");
  readonly #env: Record<string, string>;

  constructor(readonly shell: Shell) {
    for (const name of ["layers", "upper", "bin", "with space"]) mkdirSync(this.at(name));
    for (const name of ["list.json", "larch", "uproot"]) writeFileSync(this.at(name), "");
    writeFileSync(this.at("bin/layermount-ordinary"), "#!/bin/sh\n", { mode: 0o755 });
    writeFileSync(this.at("script"), layermount(["completion", shell]).out);
    this.#env = { ...(process.env as Record<string, string>), LAYERMOUNT_TEST_DIRECTORY: this.#place.path };
    this.#env["PATH"] = `${this.at("bin")}:${this.#env["PATH"]}`;
  }

  at(name: string): string {
    return `${this.#place.path}/${name}`;
  }

  filled(text: string): string {
    return text.replaceAll("DIR", this.#place.path);
  }

  /** What a script of the shell prints, with arguments. */
  run(script: string, args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(this.shell, ["-c", script, ...args], {
      env: this.#env,
      encoding: "utf8",
    });
    if (status !== 0 || stderr !== "") throw new Error(`${this.shell}: ${stderr || stdout}`);
    return stdout;
  }

  /** The lines, each as TAB leaves it. */
  async typed(lines: readonly string[]): Promise<readonly string[]> {
    if (this.shell === "bash") return this.#typedIntoBash(lines);
    const args = [`${HERE}complete.zsh`, this.at("script"), this.#place.path, ...lines];
    const { status, stdout, stderr } = spawnSync("zsh", args, { env: this.#env, encoding: "utf8", timeout: 60_000 });
    if (status !== 0) throw new Error(`zsh ended with ${status}: ${stderr}`);
    return stdout.replace(/\n$/, "").split("\n");
  }

  async #typedIntoBash(lines: readonly string[]): Promise<readonly string[]> {
    const command = `exec bash --noprofile --rcfile '${HERE}complete.bash' -i`;
    const child = spawn("script", ["-qec", command, "/dev/null"], { env: { ...this.#env, TERM: "dumb" } });
    child.stdout.resume();
    const ended = new Promise((resolve) => child.on("exit", resolve));
    await until(() => existsSync(this.at("ready")));
    writeFileSync(this.at("lines"), "");
    const kept = () => readFileSync(this.at("lines"), "utf8").split("\n").slice(0, -1);
    for (const [i, line] of lines.entries()) {
      child.stdin.write(`${line}\t\x07`);
      await until(() => kept().length > i);
    }
    child.stdin.write("exit\n");
    await ended;
    return kept();
  }

  remove(): void {
    rmSync(this.#place.path, { recursive: true });
  }
}

async function until(done: () => boolean): Promise<void> {
  const begun = performance.now();
  while (!done()) {
    if (performance.now() - begun > 20_000) throw new Error("the shell does not answer");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
