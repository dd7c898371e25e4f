/** JSON texts that are nearly what is wanted: other values, other fields, other bytes. */
import { mutatedBytes } from "../../core/mutate.ts";
import type { Random } from "../../model/random.ts";
import { bytes } from "../../support/names.ts";

const VALUES = [
  "null",
  "true",
  "-0",
  "1e400",
  "0.5",
  "4294967296",
  '""',
  '"\\ud800"',
  '"\\u0000"',
  "[]",
  "{}",
  '"\xff"',
];
const VALUE = /"(?:[^"\\]|\\.)*"(?=[,\]}])|\b\d+\b|true|false|null|\[\]|\{\}/g;
const DEEP = 40;

/** Another value at one of the places where there is one. */
function replaced(random: Random, text: string): string {
  const places = [...text.matchAll(VALUE)];
  if (places.length === 0) return text;
  const { 0: found, index } = random.of(places);
  const deep = random.of(["[", '{"type":']);
  const value = random.once(30) ? deep.repeat(DEEP) : random.once(3) ? random.of(places)[0] : random.of(VALUES);
  return text.slice(0, index) + value + text.slice(index + found.length);
}

/** One of its fields twice, under another name, or gone. */
function otherField(random: Random, text: string): string {
  const fields = [...text.matchAll(/"[A-Za-z]+":/g)];
  if (fields.length === 0) return text;
  const { 0: field, index } = random.of(fields);
  const draw = random.below(4);
  if (draw === 3) return text.replace(/"[A-Za-z]+":(?:"[^"]*"|\w+),/g, (whole) => (random.once(8) ? "" : whole));
  if (draw === 0) return `${text.slice(0, index)}${field}null,${text.slice(index)}`;
  if (draw === 1) return text.slice(0, index) + random.of(fields)[0] + text.slice(index + field.length);
  return text.slice(0, index) + field.toUpperCase() + text.slice(index + field.length);
}

/** The text, changed up to three times: as values, as fields, as bytes. */
export function nearly(random: Random, original: string): Uint8Array {
  let text = original;
  for (let n = random.below(3); n > 0; n--) {
    text = random.once(2) ? replaced(random, text) : otherField(random, text);
  }
  const json = bytes(text);
  return random.once(3) ? mutatedBytes(random, json, json) : json;
}
