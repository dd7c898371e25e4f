/** One situation on the machine's kernel and on the simulated one: where they part. */
import { writeFileSync } from "node:fs";
import { observationBytes } from "../../../host/linux/finished.ts";
import { Session } from "../../../host/linux/session.ts";
import type { Place } from "../../cases/place.ts";
import { simulated } from "../../simulated-kernel/driver.ts";
import { O_DIRECTORY, O_PATH } from "../../simulated-kernel/numbers.ts";
import { CWD } from "../../simulated-kernel/program.ts";
import type { Rules } from "../../simulated-kernel/rules.ts";
import { setAttribute } from "../../support/libc.ts";
import { mountedBeneath } from "../../support/temporary.ts";
import { clear } from "../clear.ts";
import { imported } from "../disk.ts";
import { placeFor } from "../on-disk.ts";
import { parting, stepsOf } from "../trace.ts";
import { assembled, type Call } from "./assembly.ts";
import { IMAGES } from "./images.ts";
import type { Situation } from "./parts.ts";

/** Symlinks that lead to each other, one after the other. */
const CHAIN = 41;

function furnish(place: Place, attributes: "trusted" | "user"): void {
  for (const name of ["l1/sub", "l1/other", "l2/sub", "l3/sub", "t", "u/sub", "u2", "w", "w2"]) place.make(name);
  for (const name of ["file", "l1/file", "l2/file", "l3/file"]) place.file(name);
  place.file("l1/gone", "");
  place.file("l2/gone");
  setAttribute(place.at("l1/gone"), `${attributes}.overlay.whiteout`, "y");
  setAttribute(place.at("l1"), `${attributes}.overlay.opaque`, "x");
  place.link("link", "t");
  place.link("round", "round");
  place.link("up", "../..");
  place.link("out", "/");
  place.link("far", "l1/sub/../../link/./../file");
  place.link("chain1", "file");
  place.make("l2/images");
  for (const [name, bytes] of Object.entries(IMAGES)) {
    for (const path of [name, `l2/images/${name}`]) writeFileSync(place.at(path), bytes);
  }
  for (let i = 2; i <= CHAIN; i++) place.link(`chain${i}`, `chain${i - 1}`);
}

/**
 * Where the kernels part, in words; undefined: nowhere.
 *
 * @param isOrdinary this process is in a user namespace of an ordinary user
 */
export async function compareSituation(
  { calls, disk }: Situation,
  rules: Rules,
  isOrdinary = false,
): Promise<string | undefined> {
  const place = placeFor("situation", disk === true);
  const session = new Session();
  try {
    furnish(place, isOrdinary ? "user" : "trusted");
    const kernel = imported(rules, place.directory, [], isOrdinary);
    const at = (value: string | number) => (typeof value === "string" ? value.replaceAll("@", place.directory) : value);
    const own: Call[] = [
      ["open", CWD, place.directory, O_PATH | O_DIRECTORY, 0, 0],
      ...calls.map(([op, ...args]): Call => [op, ...args.map(at)]),
    ];
    const program = assembled(own);
    const real = await session.run(program, observationBytes(program));
    const driver = simulated(kernel);
    const simulation = driver.observe(program);
    driver.session.reset();
    return parting([{ program, steps: stepsOf(program, real) }], [{ program, steps: stepsOf(program, simulation) }]);
  } finally {
    await session.close();
    clear(place.directory, []);
    if (mountedBeneath(place.directory).length === 0) place.remove();
  }
}
