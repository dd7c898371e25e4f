/**
 * The state directory in hostile hands: a mount whose record could not be kept safely is
 * not made at all, and nothing is followed, waited for or written elsewhere.
 */
import { chmodSync, chownSync, mkdirSync, readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError, list } from "../../host/index.ts";
import { Place } from "../cases/place.ts";
import { overlayCase } from "../cases/requests.ts";
import { makeFifo } from "../support/libc.ts";
import { bytes } from "../support/names.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { differences, lookAround } from "../support/table.ts";
import { library, warmUp } from "./library.ts";

const NOBODY = 65534;

interface Trap {
  readonly name: string;
  readonly rule: string;
  /** Makes the state directory as an attacker would, and gives its path. */
  readonly lay: (place: Place) => string;
}

const traps: readonly Trap[] = [
  {
    name: "a symlink to a directory of ours",
    rule: "records.unsafe-directory",
    lay: (place) => place.link("state", place.make("elsewhere")),
  },
  {
    name: "a dangling symlink",
    rule: "records.unsafe-directory",
    lay: (place) => place.link("state", place.at("nowhere")),
  },
  { name: "a file", rule: "records.unsafe-directory", lay: (place) => place.file("state") },
  {
    name: "a fifo, which would never be opened to its end",
    rule: "records.unsafe-directory",
    lay: (place) => {
      makeFifo(place.at("state"));
      return place.at("state");
    },
  },
  {
    name: "a directory of somebody else",
    rule: "records.unsafe-directory",
    lay: (place) => {
      const state = place.make("state");
      chmodSync(state, 0o700);
      chownSync(state, NOBODY, NOBODY);
      return state;
    },
  },
  {
    name: "a directory that others can write to",
    rule: "records.unsafe-directory",
    lay: (place) => {
      const state = place.make("state");
      chmodSync(state, 0o777);
      return state;
    },
  },
  { name: "a parent that does not exist", rule: "records.unreachable", lay: (place) => place.at("no/such/parent") },
];

async function refuses(trap: Trap): Promise<void> {
  const place = new Place("state");
  try {
    const state = trap.lay(place);
    const { request } = overlayCase(place, place.stack(3).lowers, place.top());
    const before = lookAround([place.directory]);
    let error: unknown;
    try {
      await (await library.mount(request, { state: bytes(state) })).unmount();
    } catch (thrown) {
      error = thrown;
    }
    assert.ok(error instanceof LayermountError, String(error));
    assert.is(error.rule, trap.rule);
    assert.is(error.kind, "refused");
    assert.equal(differences(before, lookAround([place.directory])), []);
  } finally {
    place.remove();
  }
}

async function listsNothingElse(): Promise<void> {
  const place = new Place("state");
  try {
    const state = place.at("state");
    mkdirSync(state, { mode: 0o700 });
    // A record's name that is a fifo, a symlink, a directory: none may be waited for or followed.
    makeFifo(`${state}/0123456789abcdef-1.json`);
    place.link("state/0123456789abcdef-2.json", "/etc/passwd");
    mkdirSync(`${state}/0123456789abcdef-3.json`);
    place.file("state/0123456789abcdef-4.json", "{");
    const built = overlayCase(place, place.stack(3).lowers, place.top());
    const mounted = await library.mount(built.request, { state });
    const found = await list({ state });
    await mounted.unmount();
    assert.is(found.mounts.length, 1);
    assert.is(found.strays.length, 4);
    assert.is(
      readdirSync(state, { recursive: true }).filter((name) => !/^0123456789abcdef-|^uppers$/.test(`${name}`)).length,
      0,
    );
  } finally {
    place.remove();
  }
}

if (inPrivateNamespace(import.meta.filename)) {
  test.before(warmUp);
  for (const trap of traps) test(`state directory: ${trap.name}`, () => refuses(trap));
  test("files in the state directory that are no records are neither followed nor waited for", listsNothingElse);
  test.run();
}
