import { Bytes } from "../bytes/bytes.ts";
import { opArguments, opName } from "../generated/effects.ts";
import { ruleId } from "../generated/rules.ts";
import { ARGUMENT_SIZE, ArgumentDraft, EFFECT_SIZE, EffectDraft } from "../generated/types.ts";
import { find8, get8, get16, get32 } from "../memory/memory.ts";
import { Message } from "../message/message.ts";
import { CWD, FLAG_ABSENT, FLAG_SOFT, NO_REGISTER, OP_BYTES } from "../program/layout.ts";

const LETTER_F: i32 = 70;
const LETTER_R: i32 = 82;
const LETTER_S: i32 = 83;
const LETTER_N: i32 = 78;
const LETTER_B: i32 = 66;

/** How many effects a program has. */
export function effectCount(program: Bytes): i32 {
  return program.length == 0 ? 0 : get32(program.at + 8);
}

/** The typed view of a finished program: its effects, from the address `first` on. */
export function writeEffects(program: Bytes, first: i32, out: Message): void {
  const ops = program.at + get32(program.at + 12);
  const count = effectCount(program);
  for (let i = 0; i < count && !out.overflow; i++) {
    writeEffect(program, ops + i * OP_BYTES, new EffectDraft(first + i * EFFECT_SIZE), out);
  }
}

function writeEffect(program: Bytes, op: i32, draft: EffectDraft, out: Message): void {
  const code = get8(op);
  draft.setOp(out, opName(code));
  draft.setPhase(get8(op + 2));
  const why = get16(op + 6);
  if (why > 0) draft.setWhy(out, ruleId(why - 1));
  const subject = get32(op + 36);
  if (subject >= 0) draft.setSubject(subject);
  draft.setSoft((get8(op + 1) & FLAG_SOFT) != 0);
  draft.setAbsent((get8(op + 1) & FLAG_ABSENT) != 0);
  const into = get16(op + 4);
  if (into != NO_REGISTER) draft.setInto(into);
  const kinds = opArguments(code);
  const list = draft.setArguments(out, kinds.length);
  if (out.overflow) return;
  for (let i = 0; i < kinds.length; i++) {
    const argument = new ArgumentDraft(list + i * ARGUMENT_SIZE);
    const value = get32(op + 8 + i * 4);
    const length = i + 1 < kinds.length ? get32(op + 12 + i * 4) : 0;
    writeArgument(program, kinds.charCodeAt(i), value, length, argument, out);
  }
}

function writeArgument(program: Bytes, kind: i32, value: i32, length: i32, draft: ArgumentDraft, out: Message): void {
  if (kind == LETTER_F) {
    if (value == CWD) draft.setCwd();
    else draft.setDescriptor(value);
  } else if (kind == LETTER_R) draft.setMountId(value);
  else if (kind == LETTER_B) draft.setText(out, new Bytes(program.at + value, length));
  else if (kind == LETTER_S || kind == LETTER_N) {
    if (value == 0) draft.setNone();
    else draft.setText(out, new Bytes(program.at + value, find8(program.at + value, program.length - value, 0)));
  } else draft.setNumber(value);
}
