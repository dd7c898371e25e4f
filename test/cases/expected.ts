/** What came of a case beside what was expected, whichever kernel ran it. */
import { LayermountError, type Mounted, type Path } from "../../host/index.ts";
import { name } from "../support/names.ts";
import type { Built, Expect } from "./case.ts";

/** Paths that the kernel itself changes: what is written to upperdir, and what it keeps in workdir. */
export function kernelPaths({ request }: Built): string[] {
  const words = request.mounts.flatMap((mount) => (mount.options ?? []).map(name));
  const values = words.flatMap((word) => /^(?:upper|work)dir=(.*)$/s.exec(word)?.[1] ?? []);
  const typed = request.mounts.flatMap((mount) => [mount.upper, mount.work]);
  const given = typed.filter((path): path is Path => path !== undefined).map(name);
  return [...given, ...values.map((value) => value.replace(/\\(.)/gs, "$1"))];
}

/** An expectation in words. */
export function says(expect: Expect): string {
  if (expect.outcome === "mounted") return `mounted${expect.way === undefined ? "" : ` by ${expect.way}`}`;
  const { outcome, rule, mount, layer } = expect;
  return `${outcome} by ${rule}${mount === undefined ? "" : `, mount ${mount}`}${layer === undefined ? "" : `, layer ${layer}`}`;
}

/** Whether this is what was expected. */
export function meets(expect: Expect, got: Mounted | LayermountError): boolean {
  if (!(got instanceof LayermountError)) {
    return expect.outcome === "mounted" && (expect.way === undefined || expect.way === got.way);
  }
  if (expect.outcome === "mounted" || expect.outcome !== got.kind || expect.rule !== got.rule) return false;
  if (expect.sentence !== undefined && !got.message.includes(expect.sentence)) return false;
  if (expect.mount !== undefined && expect.mount !== got.mount) return false;
  return expect.layer === undefined || expect.layer === got.layer;
}

/** What came of it, in words. */
export function told(got: Mounted | LayermountError): string {
  if (!(got instanceof LayermountError)) return `mounted by ${got.way ?? "no way of an overlay"}`;
  return `${got.kind} by ${got.rule}, mount ${got.mount}, layer ${got.layer}, errno ${got.errno}: ${got.message}`;
}
