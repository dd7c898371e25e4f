/** Input at and beyond every bound: bounded work and memory for bounded input, and a rule where it is too much. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  decodeErofsLayerResult,
  decodeNextResult,
  decodeWordsResult,
  encodeErofsLayerParameter,
  encodeNextParameter,
  encodeWordsParameter,
} from "../../host/planner/generated/codec.ts";
import type { Mount, UserRequest } from "../../host/planner/generated/types.ts";
import { Random } from "../model/random.ts";
import { wasmBuild } from "./builds.ts";
import { CAPABILITIES, ended, LARGE, long, mount, names, overlay, timed } from "./extreme.ts";
import { QUIET } from "./mood.ts";
import { identities } from "./random-run.ts";

const wasm = wasmBuild();

test("500 layers are mounted, 501 refused; more where a kernel would take more", () => {
  assert.is(ended(mount([overlay(names(500, (i) => `/l/${i}`))])), "mounted");
  assert.is(ended(mount([overlay(names(501, (i) => `/l/${i}`))])), "budget.lower");
  assert.is(ended(mount([overlay(names(4096, (i) => `/l/${i}`))]), LARGE), "mounted");
  assert.is(ended(mount([overlay(names(4097, (i) => `/l/${i}`))]), LARGE), "budget.lower");
  const more = names(9, () => "").map(() => overlay(names(490, (i) => `/l/${i}`)));
  assert.is(ended(mount(more)), "budget.layers");
});

test("capabilities that no kernel has are refused: their sums could wrap", () => {
  for (const budget of ["pageSize", "valueMax", "lowerMax", "pathMax", "fsconfigTotal"] as const) {
    for (const value of [0x00100001, 0x7fffffff, 0x80000000, 0xffffffff]) {
      const odd = { ...CAPABILITIES, [budget]: value };
      assert.is(ended(mount([overlay(["/a", "/b"])]), odd), "run.capabilities", `${budget} ${value}`);
    }
  }
});

test("16,384 tiny layers, and more, typed and by words", () => {
  assert.is(ended(mount([overlay(names(16384, () => "/"))])), "budget.lower");
  assert.is(ended(mount([overlay(names(16385, () => ""))])), "words.many");
  assert.is(
    ended(mount([overlay([], { options: [`lowerdir=${names(16384, () => "/").join(":")}`] })])),
    "budget.lower",
  );
  assert.is(
    ended(mount([overlay([], { options: [`lowerdir=${names(16385, () => "\\a").join(":")}`] })])),
    "words.many",
  );
});

test("paths of 4,095 bytes are taken, of 4,096 refused", () => {
  const taken = overlay([long(4095, "a"), long(4095, "b")], { upper: long(4095, "u"), work: long(4095, "w") });
  assert.is(ended(mount([taken], { target: long(4095, "t") })), "mounted");
  assert.is(ended(mount([overlay([long(4096), "/b"])])), "budget.path");
  assert.is(ended(mount([{ ...taken, work: long(4096) }])), "budget.path");
  assert.is(ended(mount([taken], { target: long(4096) })), "budget.path");
  assert.is(ended(mount([{ fstype: "bind", source: long(4096), target: "", options: [], lowers: [] }])), "budget.path");
});

test("192 mounts are mounted and taken down again, 193 refused", () => {
  const list = (count: number) =>
    names(count, String).map((_, i) => ({
      ...{ fstype: "tmpfs", source: "t", options: ["size=1m"], lowers: [], target: i === 0 ? "" : `sub/${i}` },
    }));
  assert.is(ended(mount(list(192))), "mounted");
  assert.is(ended(mount(list(193))), "budget.mounts");
  const recorded = (count: number) => ({ target: "/target", mounts: identities(new Random(2), count) });
  const rest = { any: false, patience: 60000, removeTarget: true, lazy: false, elsewhere: 0 };
  assert.is(ended({ tag: "unmount", value: { ...recorded(192), ...rest } }), "unmounted");
  assert.is(ended({ tag: "unmount", value: { ...recorded(193), ...rest } }), "budget.mounts");
  assert.is(ended({ tag: "check", value: recorded(192) }), "checked");
  assert.is(ended({ tag: "check", value: recorded(80000) }), "budget.mounts");
});

test("a mount that stays busy for a minute at a time", () => {
  const mounts = identities(new Random(3), 1).map((one) => ({ ...one, target: "" }));
  const request = {
    target: long(4000),
    mounts,
    any: false,
    patience: 60000,
    removeTarget: false,
    lazy: false,
    elsewhere: 0,
  };
  assert.is(ended({ tag: "unmount", value: request }, CAPABILITIES, { ...QUIET, busy: 1 }), "unmount.busy");
});

test("a run of long paths that fails, and is busy when it is undone, is resumed within the memory", () => {
  const lowers = names(500, (i) => long(4000, `/${i}`));
  const more = { proof: "none", makeTarget: true } as const;
  for (const mood of [
    { loop: true },
    { loop: true, busy: 2 },
    { soft: 3, stop: 1, busy: 2 },
    { stop: 1, alike: true },
  ]) {
    for (const way of ["descriptors", "mixed"] as const) {
      assert.type(ended(mount([overlay(lowers)], { ...more, way }), CAPABILITIES, { ...QUIET, ...mood }), "string");
    }
  }
  const small = names(6, (i) => `/l/${i}`);
  const parts = names(60, String).map((_, i) => overlay(small, { target: i === 0 ? "" : `s${i}` }));
  assert.is(ended(mount(parts)), "mounted");
});

test("messages of 4 MiB, however they are filled", () => {
  const mebibytes = (count: number, text: string) => text.repeat(Math.floor((count * 1048576) / text.length));
  const fills: ReadonlyArray<readonly [mounts: readonly Mount[], rule: RegExp]> = [
    [[overlay(names(1040, (i) => long(3990, `/${i}`)))], /^budget\.(answer|input)$/],
    [[overlay(names(8000, (i) => long(500, `/${i}`)))], /^budget\.lower$/],
    [[overlay(names(520000, () => ""))], /^words\.many$/],
    [[overlay([], { options: names(520000, () => "") })], /^words\.many$/],
    [[overlay(["/a", "/b"], { options: [mebibytes(3.9, "a,")] })], /^words\.many$/],
    [[overlay([], { options: [`lowerdir=${mebibytes(3.9, "/\\:")}`] })], /./],
    [[overlay([], { options: [`lowerdir=${mebibytes(3.9, "\\")}`] })], /./],
    [[overlay([], { options: [mebibytes(3.9, '="')] })], /./],
    [[overlay([], { options: [`uidmap=${mebibytes(3.9, "0,")}`] })], /^(words\.long|idmap\.alone)$/],
    [[{ ...overlay([]), fstype: mebibytes(3.9, "{") }], /./],
    [[{ ...overlay(["/a", "/b"]), source: mebibytes(3.9, "/") }], /./],
    [[{ ...overlay(["/a", "/b"]), target: mebibytes(3.9, "/.") }], /./],
    [names(40000, () => "").map(() => overlay([])), /^budget\.mounts$/],
    [names(190, () => "").map(() => overlay(["/a", "/b"], { options: [mebibytes(0.0075, "a,")] })), /^words\.many$/],
    [names(8, () => "").map(() => overlay(names(500, (i) => long(1000, `/${i}`)))), /./],
  ];
  for (const [i, [mounts, rule]] of fills.entries()) {
    const got = ended(mount(mounts), LARGE);
    assert.match(got, rule, `fill ${i}: ${got}`);
    assert.type(decodeErofsLayerResult(timed("erofs", encodeErofsLayerParameter(mounts))).ok, "boolean");
    for (const one of mounts.slice(0, 2)) {
      assert.type(decodeWordsResult(timed("words", encodeWordsParameter(one))).ok, "boolean");
    }
  }
  const mounts = identities(new Random(4), 60000);
  const rest = { target: "/t", any: false, patience: 0, removeTarget: false, lazy: false, elsewhere: 0 };
  assert.is(ended({ tag: "unmount", value: { mounts, ...rest } }), "budget.mounts");
  assert.is(
    ended({ tag: "probe", value: { directory: mebibytes(3.9, "/"), token: "t", attach: true } }),
    "budget.path",
  );
  assert.is(
    ended({ tag: "probe", value: { directory: "/d", token: mebibytes(3.9, "t"), attach: true } }),
    "probe.token",
  );
});

test("4 MiB of observations that no program asked for", () => {
  const request = mount([overlay(["/a", "/b"])]);
  for (const observations of [names(520000, () => ""), [new Uint8Array(4_000_000)]]) {
    const answer = decodeNextResult(
      timed("next", encodeNextParameter({ request, capabilities: CAPABILITIES, observations })),
    );
    assert.ok(answer.ok && answer.value.tag === "failed" && answer.value.value.rule === "run.observation");
  }
});

test("nothing at all", () => {
  const nothing: Mount = { fstype: "", source: "", target: "", options: [], lowers: [], upper: "", work: "" };
  assert.is(ended(mount([])), "list.empty");
  assert.is(ended(mount([nothing])), "type.empty");
  assert.is(ended(mount([{ ...nothing, fstype: "overlay" }])), "overlay.no-lower");
  assert.is(ended(mount([overlay([""])])), "path.relative");
  assert.is(ended(mount([overlay(["/a"])], { target: "" })), "path.relative");
  const zero = { ...CAPABILITIES, pageSize: 0, valueMax: 0, lowerMax: 0, pathMax: 0, fsconfigTotal: 0 };
  assert.is(ended(mount([overlay(["/a", "/b"])]), zero), "budget.path");
  for (const call of ["next", "describe", "words", "erofs"] as const) {
    for (const size of [0, 8, 64])
      assert.ok(wasm.ask(call, new Uint8Array(size)).length > 0, `${call} of ${size} bytes`);
  }
});

test("users: messages of 4 MiB, and more groups than are looked for", () => {
  const mebibytes = (count: number, text: string) => text.repeat(Math.floor((count * 1048576) / text.length));
  const asked = (value: Partial<UserRequest>): string =>
    ended({ tag: "user", value: { root: "/image", user: "1", groups: [], ...value } });
  assert.match(asked({ user: mebibytes(3.9, "x") }), /^user\./);
  assert.is(asked({ user: mebibytes(3.9, ":") }), "user.form");
  assert.is(asked({ user: mebibytes(3.9, "9") }), "user.range");
  assert.is(asked({ user: `0:${mebibytes(3.9, "9")}` }), "user.range");
  assert.match(asked({ groups: Array.from({ length: 256 }, () => mebibytes(0.015, "x")) }), /^user\./);
  assert.is(asked({ groups: Array.from({ length: 400000 }, () => "x") }), "budget.groups");
  assert.is(asked({ root: `/${mebibytes(3.9, "a")}` }), "budget.path");
  assert.is(asked({ root: "" }), "resolved");
});

test.run();
