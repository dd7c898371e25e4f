/** Whether something that was read is a scenario: a file may be any. */
import { KERNELS } from "../simulated-kernel/rules.ts";
import { ACTS, OWNERS, type Scenario, SPOILS } from "./scenario.ts";

type Wanted = (value: unknown) => boolean;

const isText: Wanted = (value) => typeof value === "string";
const isFlag: Wanted = (value) => typeof value === "boolean";
const isNumber: Wanted = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const one =
  (...values: readonly unknown[]): Wanted =>
  (value) =>
    values.includes(value);
const list =
  (is: Wanted): Wanted =>
  (value) =>
    Array.isArray(value) && value.every(is);
const maybe =
  (is: Wanted): Wanted =>
  (value) =>
    value === undefined || is(value);
const at =
  (is: Wanted): Wanted =>
  (value) =>
    isObject(value) && isNumber(value["at"]) && is(value["what"]);

const FIELDS: Readonly<Record<keyof Scenario, Wanted>> = {
  kernel: one(...KERNELS),
  kind: one("overlay", "bind", "tmpfs", "erofs"),
  layers: list(isText),
  writable: isFlag,
  words: list(isText),
  below: list(isText),
  way: maybe(one("relative", "prefix", "strings", "descriptors", "mixed")),
  proof: one("kernel", "identity", "none"),
  mkdir: isFlag,
  patience: isNumber,
  lazy: maybe(isFlag),
  pageSize: isNumber,
  valueMax: isNumber,
  spoil: maybe(one(...SPOILS)),
  faults: list(at(isNumber)),
  acts: list(at(one(...ACTS))),
  view: maybe(one("temporary", "read-only")),
  sought: maybe((value) => isObject(value) && isText(value["user"]) && list(isText)(value["groups"])),
  maps: maybe(
    (value) =>
      isObject(value) && list(isText)(value["words"]) && one(...OWNERS)(value["owner"]) && isFlag(value["chown"]),
  ),
  ordinary: maybe(isFlag),
  others: maybe(one("its directory", "a mount in it")),
  images: maybe(list(isNumber)),
  crash: maybe(isNumber),
  relapses: maybe(list(isNumber)),
  anything: maybe(isNumber),
};

/** What is wrong with a value that should be a scenario; undefined: nothing. */
export function wrongIn(value: unknown): string | undefined {
  if (!isObject(value)) return "it holds no scenario";
  const wrong = Object.entries(FIELDS).find(([name, is]) => !is(value[name]));
  return wrong && `its scenario has no such ${wrong[0]}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
