import { cpus, release, totalmem } from "node:os";

/** Where and when numbers were taken: without it they say nothing. */
export interface Machine {
  readonly date: string;
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly runtime: string;
  /** File system beneath layers, upper and work. */
  readonly layersOn: string;
  /** File system beneath the records of layermount. */
  readonly recordsOn: string;
}

/** Looks at this machine. */
export async function machineOf(layers: string): Promise<Machine> {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: processors[0]?.model.trim() ?? "unknown",
    cpus: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `Linux ${release()}`,
    runtime: `Bun ${Bun.version}`,
    layersOn: await fileSystemOf(layers),
    recordsOn: await fileSystemOf("/run"),
  };
}

/** The type of the file system that holds an absolute path, from the longest mount point above it. */
async function fileSystemOf(path: string): Promise<string> {
  let found = { point: "", type: "unknown" };
  for (const line of (await Bun.file("/proc/self/mounts").text()).split("\n")) {
    const [, point = "", type = ""] = line.split(" ");
    const above = path === point || path.startsWith(point.endsWith("/") ? point : `${point}/`);
    if (above && point.length >= found.point.length) found = { point, type };
  }
  return found.type;
}
