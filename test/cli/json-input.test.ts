// Mount lists as JSON: what is read, byte for byte, and what is refused, with its place.
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseJson } from "../../host/cli/input/json.ts";
import { mountsFromJson } from "../../host/cli/input/mounts-json.ts";
import { latin1, readable, refusal } from "./support.ts";

function read(text: string) {
  return mountsFromJson(latin1(text), "list.json").map(readable);
}

const ACCEPTED: readonly (readonly [string, string, unknown])[] = [
  ["no mounts", " [ ] \n", []],
  [
    "all fields",
    '[{"type":"bind","source":"/a","target":"b","options":["ro","rbind"]}]',
    [{ type: "bind", source: "/a", target: "b", options: ["ro", "rbind"] }],
  ],
  [
    "Go's names of fields, and null",
    '[{"Type":"tmpfs","SOURCE":null,"Target":"","options":null}]',
    [{ type: "tmpfs", target: "" }],
  ],
  ["bytes that are no UTF-8", '[{"type":"x","source":"/\xff\xc3"}]', [{ type: "x", source: "/\\377\\303" }]],
  [
    "UTF-8 and its escape are the same bytes",
    '[{"type":"\xc3\xa9"},{"type":"\\u00e9"},{"type":"\\u00E9"}]',
    [{ type: "\\303\\251" }, { type: "\\303\\251" }, { type: "\\303\\251" }],
  ],
  ["a pair of surrogates", '[{"type":"\\ud83d\\ude00"}]', [{ type: "\\360\\237\\230\\200" }]],
  ["every short escape", '[{"type":"\\"\\\\\\/\\b\\f\\n\\r\\t"}]', [{ type: '"\\134/\\010\\014\\012\\015\\011' }]],
  [
    "what the options mean is left alone",
    '[{"type":"o","options":["lowerdir=/a\\\\:b:/c,d",""]}]',
    [{ type: "o", options: ["lowerdir=/a\\134:b:/c,d", ""] }],
  ],
];

for (const [name, text, mounts] of ACCEPTED) {
  test(`read: ${name}`, () => assert.equal(read(text), mounts));
}

const REFUSED: readonly (readonly [string, string])[] = [
  ["[", "input.json-syntax @ 1:2 | this is no JSON text: it ends where a value is expected"],
  ["[{]", "input.json-syntax @ 1:3 | this is no JSON text: here the name of a field in quotes is expected"],
  ['[{"type" "x"}]', "input.json-syntax @ 1:10 | this is no JSON text: here : is expected"],
  ['[{"type":"x"} {}]', "input.json-syntax @ 1:15 | this is no JSON text: here , or ] is expected"],
  ['[{"type":"x"},]', "input.json-syntax @ 1:15 | this is no JSON text: here a value is expected"],
  ["[]\n\n  []", "input.json-syntax @ 3:3 | this is no JSON text: something follows the value"],
  ['[{"type":"x', "input.json-syntax @ 1:10 | this is no JSON text: a text begins here and does not end"],
  ['[{"type":"x\\', "input.json-syntax @ 1:10 | this is no JSON text: a text begins here and does not end"],
  [
    '[{"type":"a\nb"}]',
    "input.json-syntax @ 1:12 | this is no JSON text: a control character in a text is written as an escape",
  ],
  ['[{"type":"\\x"}]', "input.json-syntax @ 1:11 | this is no JSON text: there is no escape \\x"],
  ['[{"type":"\\u12"}]', "input.json-syntax @ 1:11 | this is no JSON text: four hexadecimal digits follow \\u"],
  ["[01]", "input.json-syntax @ 1:2 | this is no JSON text: here a value is expected"],
  ["[nul]", "input.json-syntax @ 1:2 | this is no JSON text: here a value is expected"],
  [`${"[".repeat(40)}`, "input.json-syntax @ 1:34 | this is no JSON text: it is nested deeper than 32"],
  [
    '[{"type":"\\ud83d"}]',
    "input.surrogate @ 1:11 | the text holds half of a surrogate pair, \\ud83d, which stands for no character",
  ],
  [
    '[{"type":"\\ude00\\ud83d"}]',
    "input.surrogate @ 1:11 | the text holds half of a surrogate pair, \\ude00, which stands for no character",
  ],
  ['{"type":"x"}', "input.json-shape @ 1:1 $ | $ must be a list of mounts"],
  ["[7]", "input.json-shape @ 1:2 $[0] | $[0] must be an object"],
  ["[{}]", "input.json-shape @ 1:2 $[0].type | $[0].type must be a text that is not empty"],
  ['[{"type":""}]', "input.json-shape @ 1:2 $[0].type | $[0].type must be a text that is not empty"],
  [
    '[{"type":"x"},\n {"type":"x","options":"ro"}]',
    "input.json-shape @ 2:24 $[1].options | $[1].options must be a list of texts",
  ],
  ['[{"type":"x","options":["ro",\n7]}]', "input.json-shape @ 2:1 $[0].options[1] | $[0].options[1] must be a text"],
  ['[{"type":"x","sorce":"/a"}]', "input.json-field @ 1:14 $[0].sorce | a mount has no field sorce"],
  ['[{"type":"x","type":"y"}]', "input.json-repeated @ 1:14 $[0].type | the field type is given twice"],
  ['[{"type":"x","Type":"y"}]', "input.json-repeated @ 1:14 $[0].Type | the field Type is given twice"],
  ['[{"type":"x","source":"a\\u0000b"}]', "input.nul @ 1:23 $[0].source | $[0].source holds a NUL byte"],
];

for (const [text, expected] of REFUSED) {
  test(`refused: ${text.slice(0, 40)}`, async () => assert.is(await refusal(() => read(text)), expected));
}

test("containerd's own lists are read as JSON.parse reads them", () => {
  const directory = new URL("../data/containerd-mounts/", import.meta.url).pathname;
  const names = readdirSync(directory);
  assert.ok(names.length >= 30);
  for (const name of names) {
    const text = readFileSync(`${directory}/${name}`, "latin1");
    assert.equal(read(text), JSON.parse(text).map(readable), name);
  }
});

test("whatever is damaged, there is an answer with a place, and never anything else", async () => {
  const text =
    '[{"type":"overlay","source":"\\u00e9","options":["lowerdir=/a:/b","\\ud83d\\ude00"]},{"type":"x","target":null}]';
  for (let i = 0; i < text.length; i++) {
    for (const damage of ["", "\\", '"', "{", "]", "\0", "\xff", "u", "1"]) {
      const damaged = text.slice(0, i) + damage + text.slice(i + 1);
      const said = await refusal(() => read(damaged));
      assert.match(said, /^(?:accepted|input\.[a-z-]+ @ \d+:\d+)/);
      assert.ok(said.startsWith("accepted") || /@ 1:\d+/.test(said));
    }
    assert.not.match(await refusal(() => read(text.slice(0, i))), /accepted/);
  }
});

test("random texts mean to this reader what they mean to JSON.parse", () => {
  const pieces = ["[", "]", "{", "}", '"a"', '"b\\n"', ":", ",", "1", "-2.5e3", "true", "null", " ", "\\", '"'];
  let seed = 7;
  let valid = 0;
  for (let round = 0; round < 20000; round++) {
    let text = "";
    for (let i = 0; i < 1 + (round % 9); i++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      text += pieces[(seed >>> 16) % pieces.length];
    }
    let ok = true;
    try {
      JSON.parse(text);
      valid++;
    } catch {
      ok = false;
    }
    let ours = true;
    try {
      parseJson(latin1(text), "x");
    } catch {
      ours = false;
    }
    assert.is(ours, ok, text);
  }
  assert.ok(valid > 300, `only ${valid} of them were JSON`);
});

test.run();
