/** One run of one kernel in an emulated machine, of which nothing stays. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { programPath } from "./command.ts";
import { pack } from "./initial.ts";
import type { Kernel } from "./kernel.ts";
import { watched } from "./workplace.ts";

/** Disks by name; none of them is changed. */
export type Disks = Readonly<Record<"root" | "payload" | "scratch", string>>;

/** How it ended. */
export interface Ending {
  /** The command's exit code; undefined: the machine went down, or ran out of time. */
  readonly code?: number;
  /** Seconds of the guest's clock before the command, and in it. */
  readonly boot: number;
  readonly took: number;
  /** The last lines of the kernel's console, where there is no code. */
  readonly console: string;
}

/** What to run, and for how long. */
export interface Job {
  readonly kernel: Kernel;
  readonly disks: Disks;
  /** A line for the guest's shell; its working directory is the payload. */
  readonly command: string;
  /** A directory of this run. */
  readonly work: string;
  /** Seconds. */
  readonly limit: number;
  /** Every line that the command prints. */
  readonly line: (text: string) => void;
}

async function initialOf({ kernel, command, work }: Job, mark: string): Promise<string> {
  const orders = `${work}/orders`;
  mkdirSync(orders);
  const quoted = command.replaceAll("'", "'\\''");
  writeFileSync(`${orders}/orders`, `MARK='${mark}'\nCOMMAND='${quoted}'\nexport LAYERMOUNT_KERNEL='${kernel.name}'\n`);
  await pack(orders, `${work}/orders.cpio`);
  // The kernel unpacks one archive after the other.
  const both = `${work}/initial`;
  writeFileSync(both, readFileSync(kernel.initial));
  appendFileSync(both, readFileSync(`${work}/orders.cpio`));
  return both;
}

function machineWords(initial: string, { kernel, disks, work }: Job): string[] {
  const drives = Object.entries(disks).flatMap(([name, file]) => [
    ...["-drive", `file=${file},format=raw,if=none,id=${name},snapshot=on,cache=unsafe`],
    ...["-device", `virtio-blk-pci,drive=${name},serial=${name}`],
  ]);
  // oops=panic: a broken kernel ends at once, not at the limit of time.
  const append = "console=ttyS0 quiet loglevel=5 oops=panic panic=-1 mitigations=off random.trust_cpu=on";
  return [
    // One thread for both processors: with a thread each, one of them runs into a breakpoint of code that the other is
    // patching, now and then (qemu, "int3" in a guest's oops), and machines run beside each other anyway.
    ...["-accel", "tcg,thread=single", "-cpu", "max,la57=off", "-smp", "2", "-m", "1536"],
    ...["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-nic", "none", "-monitor", "none"],
    ...drives,
    ...["-serial", `file:${work}/console`, "-serial", "stdio"],
    ...["-kernel", kernel.image, "-initrd", initial, "-append", append],
  ];
}

/** Boots the kernel, runs the command, and gives how it ended. */
export async function boot(job: Job): Promise<Ending> {
  const mark = `layermount-${crypto.randomUUID()}`;
  const words = machineWords(await initialOf(job, mark), job);
  const emulator = Bun.spawn([programPath("qemu-system-x86_64") ?? "", ...words], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    // Written disks are temporary files of the emulator.
    env: { ...process.env, TMPDIR: job.work },
    timeout: job.limit * 1000,
    killSignal: "SIGKILL",
  });
  const child = watched(emulator);
  const watch = new Watch(mark, job.line);
  const said = child.stderr.text();
  for await (const chunk of child.stdout) watch.add(chunk);
  await child.exited;
  const { code, begin, end } = watch;
  if (code !== undefined) return { code, boot: begin, took: end - begin, console: "" };
  const console = await Bun.file(`${job.work}/console`)
    .text()
    .catch(() => "");
  const last = [...console.split("\n").slice(-25), await said].join("\n");
  return { boot: begin, took: 0, console: last };
}

/** The lines between the marks, as they come. */
class Watch {
  code: number | undefined;
  begin = 0;
  end = 0;
  #rest = "";
  #on = false;
  readonly #decoder = new TextDecoder();

  constructor(
    readonly mark: string,
    readonly line: (text: string) => void,
  ) {}

  add(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const text of lines) this.#one(text.replace(/\r$/, ""));
  }

  #one(text: string): void {
    const [mark, word, first, second] = text.split(" ");
    if (mark === this.mark && word === "begin") {
      this.#on = true;
      this.begin = Number(first);
    } else if (mark === this.mark && word === "end") {
      this.#on = false;
      this.code = Number(first);
      this.end = Number(second);
    } else if (this.#on) this.line(text);
  }
}
