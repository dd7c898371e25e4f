/**
 * Commands run as an ordinary user. Where the tests run as root they become one with setpriv(1): uid and gid 60999,
 * which stand for nobody, no groups, no capabilities. Where they do not, the commands are run as they are.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { MS, mount, umount } from "./libc.ts";
import { hasProgram } from "./program.ts";
import { temporary } from "./temporary.ts";

const CHECKOUT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");

/** uid and gid of the ordinary user: not 65534, by which the kernel shows whoever is not mapped. */
export const ORDINARY: number = process.getuid?.() === 0 ? 60999 : (process.getuid?.() ?? 60999);

/** The command, run by an ordinary user. */
export function asOrdinary(command: readonly string[]): string[] {
  if (process.getuid?.() !== 0) return [...command];
  const id = String(ORDINARY);
  const to = ["--reuid", id, "--regid", id, "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"];
  return ["setpriv", ...to, "--", ...command];
}

/** The environment without what is root's own. */
export function ordinaryEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:HOME|USER|LOGNAME|XDG_.*)$/.test(name));
  return { ...Object.fromEntries(kept as [string, string][]), HOME: "/", ...more };
}

/** Why nothing can be run as an ordinary user in namespaces of its own, or undefined where it can. */
export function missingOrdinary(): string | undefined {
  if (process.getuid?.() === 0 && !hasProgram("setpriv")) return "needs setpriv of util-linux";
  if (!hasProgram("unshare")) return "needs unshare of util-linux";
  const [program = "", ...args] = asOrdinary(["unshare", "--user", "--map-root-user", "--mount", "true"]);
  return spawnSync(program, args).status === 0
    ? undefined
    : "needs a kernel that lets an ordinary user make user and mount namespaces";
}

/** What an ordinary user can run here, wherever root keeps it. */
export interface OrdinaryPlace {
  /** A directory of the ordinary user's own. */
  readonly path: string;
  /** The program that runs files of the checkout. */
  readonly runtime: string;
  /** The checkout, without a slash at its end. */
  readonly checkout: string;
  remove(): void;
}

/**
 * A directory that belongs to the ordinary user, and beside it a program and the checkout, bound where an ordinary user
 * can reach them: root's own may lie beneath a directory that nobody else can enter. The caller, if it is root, is in a
 * mount namespace of its own.
 */
export function ordinaryPlace(label: string, program: string = process.execPath): OrdinaryPlace {
  const place = temporary(label);
  const path = `${place.path}/own`;
  mkdirSync(path);
  if (process.getuid?.() !== 0) {
    return { path, runtime: program, checkout: CHECKOUT, remove: () => place.remove() };
  }
  chmodSync(place.path, 0o755);
  const [runtime, checkout] = [`${place.path}/runtime`, `${place.path}/checkout`];
  writeFileSync(runtime, "");
  mkdirSync(checkout);
  mount(program, runtime, "", MS.bind);
  mount(CHECKOUT, checkout, "", MS.bind | MS.rec);
  chownSync(path, ORDINARY, ORDINARY);
  return {
    path,
    runtime,
    checkout,
    remove() {
      const MNT_DETACH = 2;
      for (const point of [checkout, runtime]) umount(point, MNT_DETACH);
      place.remove();
    },
  };
}
