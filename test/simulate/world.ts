/** The world of a scenario: its directories and files, and what is asked for there. */
import type { Capabilities, Mount, MountRequest } from "../../host/planner/generated/types.ts";
import { ordinary, vector } from "../plan/vectors.ts";
import { smallImage } from "../simulated-kernel/erofs/image.ts";
import type { Kernel } from "../simulated-kernel/kernel.ts";
import { FileSystem, makeChild } from "../simulated-kernel/node.ts";
import { S_IFDIR, TMPFS_MAGIC } from "../simulated-kernel/numbers.ts";
import { enterNamespace } from "../simulated-kernel/user-namespace.ts";
import { directory, file, mountAt, placeAt, symlink, world } from "../simulated-kernel/world.ts";
import { bytes } from "../support/names.ts";
import type { Mapping, Scenario, Sought } from "./scenario.ts";

/** As whom everybody is seen who is not mapped. */
const NOBODY = 65_534;

export const ROOT = "/w";
export const ABOVE = `${ROOT}/above`;
export const TARGET = `${ABOVE}/target`;
const TOP = `${ROOT}/top`;
export const UPPER = `${TOP}/upper`;
const WORK = `${TOP}/work`;

/** Of the run, and the register that its record is held in. */
export const TOKEN = "t0ken";
export const JOURNAL = 253;

const NOTHING = new Uint8Array(0);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Absolute paths of the layers, topmost first. */
export function layersOf({ layers, spoil }: Scenario): string[] {
  const paths = layers.map((name) => `${ROOT}/${name}`);
  const [first = ROOT] = paths;
  if (spoil === "a layer comes twice") return [...paths, first];
  return spoil === "a layer lies in another one" ? [...paths, `${first}/below`] : paths;
}

/** A kernel that knows nothing of the scenario but its directories. */
export function worldOf(scenario: Scenario): Kernel {
  const kernel = world(scenario.kernel);
  const { spoil } = scenario;
  directory(kernel, ABOVE);
  if (spoil === "the target is a file") file(kernel, TARGET);
  else if (!scenario.mkdir) directory(kernel, TARGET);
  for (const [i, layer] of layersOf(scenario).entries()) {
    file(kernel, `${layer}/file-${i}`, layer);
    directory(kernel, `${layer}/below/deeper`);
  }
  if (scenario.others) shareLayer(kernel, scenario);
  if (scenario.ordinary) enterNamespace(kernel);
  directory(kernel, UPPER);
  if (scenario.spoil !== "the workdir is missing") directory(kernel, WORK);
  for (let i = 0; i <= 1 && scenario.images; i++) {
    file(kernel, `${ROOT}/image-${i}`, smallImage(i === 0 ? scenario.images[0] : 0).toString("latin1"));
  }
  if (scenario.maps) mapWorld(kernel, scenario, scenario.maps);
  if (scenario.sought) makeImage(kernel, layersOf(scenario).at(-1) ?? ROOT, scenario.sought);
  spoilWorld(kernel, scenario);
  return kernel;
}

function shareLayer(kernel: Kernel, scenario: Scenario): void {
  const [layer = ROOT] = layersOf(scenario);
  if (scenario.others === "a mount in it") mountAt(kernel, `${layer}/below/deeper`, tmpfs(kernel));
  else directory(kernel, layer).uid = NOBODY;
}

const PASSWD = "root:x:0:0::/:\nguest:x:405:100::/:\n";
const LONG = 20_000;
const TOO_LONG = 1_100_000;

/** What says who is who, in the lowest layer. */
function makeImage(kernel: Kernel, layer: string, { passwd }: Sought): void {
  const at = `${layer}/etc/passwd`;
  if (passwd === "a file") file(kernel, at, PASSWD);
  if (passwd === "a long file") file(kernel, at, `${"#".repeat(LONG)}\n${PASSWD}`);
  if (passwd === "too long a file") file(kernel, at, "#".repeat(TOO_LONG));
  if (passwd === "a directory") directory(kernel, at);
  if (passwd === "a circle") symlink(kernel, at, "passwd");
  if (passwd === "a symlink") {
    symlink(kernel, at, "/lib/passwd");
    file(kernel, `${layer}/lib/passwd`, PASSWD);
  }
  file(kernel, `${layer}/etc/group`, "users:x:100:\nmore:x:101:guest\n");
}

/** Host ids that the maps begin with. */
export const HOST = 100_000;
/** Where clones are attached on kernels that want them so. */
const SCRATCH = `${ROOT}/scratch`;

function mapWorld(kernel: Kernel, scenario: Scenario, { owner, apart }: Mapping): void {
  directory(kernel, SCRATCH);
  const upper = placeAt(kernel, UPPER)?.node;
  if (upper && owner !== "nobody of the maps") {
    upper.uid = owner === "root of the maps" ? HOST : HOST + 33;
    upper.gid = HOST;
  }
  if (apart === undefined) return;
  const [layer = ROOT] = layersOf(scenario);
  const own = new FileSystem(apart, TMPFS_MAGIC, "scene", kernel.nextDevice());
  mountAt(kernel, layer, own);
  file(kernel, `${layer}/file-0`, "apart");
  directory(kernel, `${layer}/below/deeper`);
}

/** Who has the upperdir. */
export function ownerOfUpper(kernel: Kernel): string {
  const node = placeAt(kernel, UPPER)?.node;
  return `${node?.uid}:${node?.gid}`;
}

function tmpfs(kernel: Kernel): FileSystem {
  return new FileSystem("tmpfs", TMPFS_MAGIC, "scene", kernel.nextDevice());
}

function spoilWorld(kernel: Kernel, scenario: Scenario): void {
  const { spoil } = scenario;
  const [layer = ROOT] = layersOf(scenario);
  if (spoil === "the workdir is on another mount") mountAt(kernel, WORK, tmpfs(kernel));
  if (spoil === "the workdir is volatile") directory(kernel, `${WORK}/work/incompat/volatile`);
  if (spoil === "there are no inodes for the workdir") {
    const full = tmpfs(kernel);
    for (const name of ["upper", "work"]) makeChild(full.root, name, S_IFDIR | 0o755);
    full.room = 0;
    mountAt(kernel, TOP, full);
  }
  if (spoil === "the upperdir is seen through a map") {
    const own = tmpfs(kernel);
    for (const name of ["upper", "work"]) makeChild(own.root, name, S_IFDIR | 0o755);
    const map = [[0, HOST, 65_536]] as const;
    mountAt(kernel, TOP, own).idmap = { uid: map, gid: map };
  }
  if (spoil === "a layer is a file") {
    const above = placeAt(kernel, layer.slice(0, layer.lastIndexOf("/")))?.node;
    above?.children?.delete(layer.slice(layer.lastIndexOf("/") + 1));
    file(kernel, layer);
  }
  if (spoil === "a layer is an overlay over an overlay") {
    const deep = tmpfs(kernel);
    deep.depth = 2;
    mountAt(kernel, layer, deep);
  }
}

function rootMount(scenario: Scenario): Mount {
  const { kind, writable } = scenario;
  const words = [...scenario.words, ...(scenario.maps?.words ?? [])];
  const layers = layersOf(scenario).map(bytes);
  const none = { target: NOTHING, lowers: [], options: words.map(text) };
  if (kind === "tmpfs") return { ...none, fstype: text("tmpfs"), source: text("tmpfs") };
  if (kind === "erofs") {
    const [, given = 0] = scenario.images ?? [];
    const options = [...words, ...(given > 0 ? [`device=${ROOT}/image-1`] : [])].map(text);
    return { ...none, fstype: text("erofs"), source: text(`${ROOT}/image-0`), options };
  }
  if (kind === "bind") {
    const options = [scenario.others ? "bind" : "rbind", writable ? "rw" : "ro", ...words].map(text);
    return { ...none, fstype: text("bind"), source: layers[0] ?? NOTHING, options };
  }
  const top = writable ? { upper: text(UPPER), work: text(WORK) } : {};
  return { ...none, fstype: text("overlay"), source: NOTHING, lowers: layers, ...top };
}

/** The request, as the library would put it. */
export function requestOf(scenario: Scenario): MountRequest {
  const { below, proof, way, mkdir } = scenario;
  const others = below.map((target): Mount => {
    const options = [text("size=64k")];
    return { fstype: text("tmpfs"), source: text("tmpfs"), target: text(target), options, lowers: [] };
  });
  return {
    mounts: [rootMount(scenario), ...others],
    target: text(TARGET),
    makeTarget: mkdir,
    proof,
    ...(way && { way }),
    allow: { upperInsideLower: false, chownUpper: scenario.maps?.chown ?? false },
    ...(scenario.maps && !scenario.maps.bare && { scratch: { directory: text(SCRATCH), token: text("t0k3n") } }),
    view: scenario.view ?? "asked",
    token: text(TOKEN),
    journal: JOURNAL,
  };
}

const vectors = new Map<string, Capabilities>();

/** What the planner is told: what the probe found on this kernel, with the scenario's budgets. */
export function capabilitiesOf(scenario: Scenario): Capabilities {
  const { kernel, pageSize, valueMax } = scenario;
  const name = `${kernel} ${scenario.ordinary === true}`;
  let known = vectors.get(name);
  if (known === undefined) {
    known = scenario.ordinary ? ordinary(kernel) : vector(kernel);
    vectors.set(name, known);
  }
  return { ...known, pageSize, valueMax };
}
