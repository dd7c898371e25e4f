/**
 * What a view makes of words: the rules of containerd's readonlyMounts and RemoveVolatileOption (containerd.md §1.5),
 * each as a case, and what ours does besides.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ruleId } from "../../core-wasm/generated/rules.ts";
import { View } from "../../core-wasm/generated/types.ts";
import { MountPlan } from "../../core-wasm/plan/mount-plan.ts";
import { applyView } from "../../core-wasm/plan/view.ts";
import type { Refusal } from "../../core-wasm/refusal/refusal.ts";
import { plan } from "../../host/index.ts";
import { vector } from "../plan/vectors.ts";
import { bytes } from "../support/bytes.ts";
import { toldMeaning, understand } from "../support/told.ts";

const MS_BIND = 0x1000;
const capabilities = vector("6.18");
const MAPS = ["uidmap=0:1:2", "gidmap=0:3:4"];
const TOP = ["upperdir=/u", "workdir=/w", "lowerdir=/a:/b"];

/** What is left of the words, and the rules that say what was done; a `!` marks a warning. */
function viewed(view: View, type: string, options: readonly string[]): string {
  const { meaning, refusal, ok } = understand(options, {
    overlay: type === "overlay",
    readOnly: view === View.READ_ONLY,
  });
  if (!ok) return `refused ${ruleId(refusal.rule)}`;
  const plan = new MountPlan(0, bytes(""), bytes(type), bytes("/source"));
  applyView(plan, view, type === "overlay" && (meaning.flagsSet & MS_BIND) === 0, meaning);
  const rules = (list: readonly Refusal[], mark: string) => list.map(({ rule }) => mark + ruleId(rule).slice(5));
  const said = [...rules(plan.notes, ""), ...rules(plan.warnings, "!")];
  return `${toldMeaning(meaning)}${said.length > 0 ? ` [${said.join(" ")}]` : ""}`;
}

type Row = readonly [type: string, options: readonly string[], is: string, why: string];

const READ_ONLY: readonly Row[] = [
  ["overlay", TOP, "lower /u | /a | /b [upper]", "upperdir is the topmost lower, workdir is gone"],
  ["overlay", ["lowerdir=/a:/b"], "lower /a | /b", "without an upperdir nothing changes; no ro is added"],
  ["overlay", ["lowerdir=/a"], "lower /a", "one layer alone"],
  ["overlay", [...TOP, "upperdir=/v"], "lower /v | /a | /b [upper]", "the last upperdir wins"],
  ["overlay", ["upperdir=/u", "lowerdir=/a"], "lower /u | /a [upper]", "an upperdir needs no workdir"],
  ["overlay", ["workdir=/w", "lowerdir=/a"], "lower /a", "a workdir alone is gone"],
  ["overlay", [TOP.join(",")], "lower /u | /a | /b [upper]", "joined in one element: there it stays writable"],
  ["overlay", ["lowerdir=/a:/b::/d", "upperdir=/u"], "lower /u | /a | /b; data-only /d [upper]", "data-only stay last"],
  ["overlay", ["lowerdir+=/a", "lowerdir+=/b", "upperdir=/u"], "lower /u | /a | /b [upper]", "there lowerdir+ is none"],
  ["overlay", ["lowerdir=/a", "upperdir=/u\\:v"], "lower /u:v | /a [upper]", "escapes are taken out once"],
  ["overlay", [...TOP, "ro"], "set ro; lower /u | /a | /b [upper]", "ro is kept"],
  ["overlay", [...TOP, "rw"], "clear ro; lower /u | /a | /b [upper]", "rw is kept: there is nothing to write to"],
  [
    "overlay",
    [...TOP, "index=off", "nodev"],
    "set nodev; lower /u | /a | /b; data index=off [upper]",
    "others are kept",
  ],
  [
    "overlay",
    [...TOP, "volatile"],
    "lower /u | /a | /b [word upper]",
    "readonlyMounts keeps it, WithTempMount drops it",
  ],
  ["overlay", [...TOP, "fsync=volatile"], "lower /u | /a | /b [word upper]", "by its other name"],
  ["overlay", [...TOP, "volatile", "fsync=volatile"], "lower /u | /a | /b [word word upper]", "there only the first"],
  [
    "overlay",
    [...TOP, "fsync=strict"],
    "lower /u | /a | /b; data fsync=strict [upper]",
    "another fsync is no volatile",
  ],
  ["overlay", [...TOP, ...MAPS], "lower /u | /a | /b [upper !maps]", "both maps, though they stand side by side"],
  ["overlay", ["lowerdir=/a:/b", ...MAPS], "lower /a | /b [!maps]", "maps go without an upperdir, too"],
  ["overlay", [...MAPS, "x=1", "lowerdir=/a"], "lower /a; data x=1 [!maps]", "7.7.35: there a panic"],
  [
    "overlay",
    ["upperdir=/u", "workdir=/w"],
    "nothing",
    "an upperdir alone is no layer: refused as it is without a view",
  ],
  ["bind", ["rbind", "rw"], "set ro bind rec [read-only]", "rw is gone, ro is there"],
  ["bind", ["rbind"], "set ro bind rec [read-only]", "ro is added"],
  ["bind", ["ro", "rbind", "ro"], "set ro bind rec", "ro once"],
  ["bind", ["ro", "rw", "rbind"], "set ro bind rec [read-only]", "whatever the order"],
  ["bind", ["rbind", ...MAPS], "set ro bind rec; uidmap 0:1:2; gidmap 0:3:4 [read-only]", "maps are kept"],
  ["tmpfs", ["size=1m"], "set ro; data size=1m [read-only]", "any other type"],
  ["tmpfs", ["volatile", "upperdir=/u"], "set ro; data volatile | upperdir=/u [read-only]", "whose words are its own"],
  ["ext4", ["rw,noatime"], "set ro noatime [read-only]", "joined in one element: there rw stays before ro"],
  ["none", ["bind"], "set ro bind [read-only]", "a bind by its word"],
  ["overlay", ["bind"], "set ro bind [read-only]", "a bind that is called an overlay: there it stays writable"],
];

const TEMPORARY: readonly Row[] = [
  [
    "overlay",
    [...TOP, "volatile"],
    "lower /a | /b; upper /u; work /w [!volatile]",
    "volatile is gone, and that is said",
  ],
  ["overlay", [...TOP, "fsync=volatile"], "lower /a | /b; upper /u; work /w [!volatile]", "by its other name"],
  ["overlay", ["volatile,fsync=volatile,lowerdir=/a"], "lower /a [!volatile !volatile]", "there only the first, alone"],
  ["overlay", [...TOP, ...MAPS], "uidmap 0:1:2; gidmap 0:3:4; lower /a | /b; upper /u; work /w", "maps are kept"],
  ["overlay", [...TOP, "rw"], "clear ro; lower /a | /b; upper /u; work /w", "nothing else changes"],
  ["overlay", ["upperdir=/u", "lowerdir=/a"], "refused words.upperdir-alone", "it is to be written"],
  ["bind", ["rbind", "rw"], "set bind rec; clear ro", "other types stay as they are"],
  ["tmpfs", ["volatile"], "data volatile", "volatile is a word of overlays"],
];

for (const [view, rows] of [
  [View.READ_ONLY, READ_ONLY],
  [View.TEMPORARY, TEMPORARY],
] as const) {
  for (const [type, options, is, why] of rows) {
    test(`${view === View.READ_ONLY ? "read-only" : "temporary"}, ${type} ${options.join(" ")}: ${why}`, () => {
      assert.is(viewed(view, type, options), is);
    });
  }
}

test("as asked nothing changes", () => {
  for (const [type, options] of [...READ_ONLY, ...TEMPORARY]) {
    const { meaning, ok } = understand(options, { overlay: type === "overlay" });
    if (ok) assert.is(viewed(View.ASKED, type, options), toldMeaning(meaning));
  }
});

test("7.7.35: the caller's list is as it was, and the same list is the same plan again", async () => {
  const options = [...TOP, ...MAPS, "volatile", "rw"].map((word) => Buffer.from(word));
  const request = { mounts: [{ type: "overlay", options }], target: "/t", view: "read-only" } as const;
  const before = JSON.stringify(request);
  const [one, other] = [await plan(request, { capabilities }), await plan(request, { capabilities })];
  assert.is(JSON.stringify(request), before);
  assert.is(one.hash, other.hash);
  const typed = { type: "overlay", lowers: ["/a", "/b"], upper: "/u", work: "/w" };
  const alike = await plan({ ...request, mounts: [typed] }, { capabilities });
  assert.equal(alike.program, one.program, "typed layers and words are one request");
  const layers = { type: "overlay", lowers: ["/u", "/a", "/b"] };
  assert.is(
    Buffer.from((await plan({ mounts: [layers], target: "/t" }, { capabilities })).program).toString("hex"),
    Buffer.from(one.program).toString("hex"),
    "and so are plain layers",
  );
});

test.run();
