import { Bytes } from "../bytes/bytes.ts";
import { ruleId, ruleSentence } from "../generated/rules.ts";
import { errnoName } from "../kernel/errno.ts";
import { copy, put8, reserve } from "../memory/memory.ts";
import { putDecimal } from "../names/spelling.ts";
import { Refusal } from "./refusal.ts";

const OPEN: i32 = 123;
const CLOSE: i32 = 125;
/** Room for numbers and names of errors. */
const NUMBERS: i32 = 256;

class Sentence {
  at: i32;
  length: i32 = 0;

  constructor(room: i32) {
    this.at = reserve(room);
  }

  word(text: string): void {
    for (let i = 0; i < text.length; i++) put8(this.at + this.length + i, text.charCodeAt(i));
    this.length += text.length;
  }

  bytes(value: Bytes): void {
    copy(this.at + this.length, value.at, value.length);
    this.length += value.length;
  }

  number(value: i32): void {
    this.length += putDecimal(this.at + this.length, value < 0 ? 0 : value);
  }
}

/** The sentence of a rule, with the places in braces filled from the refusal. Rules' texts are ASCII. */
export function render(rule: i32, refusal: Refusal): Bytes {
  const template = ruleSentence(rule);
  const cause = refusal.cause >= 0 ? ruleId(refusal.cause) : "";
  const items = refusal.item.length + refusal.other.length;
  const sentence = new Sentence(template.length + 2 * items + cause.length + NUMBERS);
  let i = 0;
  while (i < template.length) {
    if (template.charCodeAt(i) != OPEN) {
      put8(sentence.at + sentence.length, template.charCodeAt(i));
      sentence.length++;
      i++;
      continue;
    }
    let end = i;
    while (end < template.length && template.charCodeAt(end) != CLOSE) end++;
    fill(sentence, template.slice(i + 1, end), refusal, cause);
    i = end + 1;
  }
  return new Bytes(sentence.at, sentence.length);
}

function fill(sentence: Sentence, place: string, refusal: Refusal, cause: string): void {
  if (place == "item") sentence.bytes(refusal.item);
  else if (place == "other") sentence.bytes(refusal.other);
  else if (place == "needs") sentence.number(refusal.needs);
  else if (place == "budget") sentence.number(refusal.budget);
  else if (place == "layer") sentence.number(refusal.layer);
  else if (place == "otherLayer") sentence.number(refusal.otherLayer);
  else if (place == "cause") sentence.word(cause);
  else if (place == "errno") {
    const name = errnoName(refusal.errno);
    if (name.length > 0) sentence.word(name);
    else sentence.number(refusal.errno);
  }
}
