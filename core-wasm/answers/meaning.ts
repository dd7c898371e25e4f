import { Bytes } from "../bytes/bytes.ts";
import { BytesListDraft, WordMeaningDraft } from "../generated/types.ts";
import { Message } from "../message/message.ts";
import { Meaning } from "../words/meaning.ts";

function writeAll(first: i32, values: Bytes[], out: Message): void {
  const list = new BytesListDraft(first);
  for (let i = 0; i < values.length; i++) list.set(out, i, values[i]);
}

/** Writes what the words of a mount mean. */
export function writeMeaning(draft: WordMeaningDraft, out: Message, meaning: Meaning): void {
  draft.setFlagsSet(meaning.flagsSet);
  draft.setFlagsClear(meaning.flagsClear);
  draft.setPropagation(meaning.propagation);
  draft.setLoop(meaning.loop);
  writeAll(draft.setData(out, meaning.data.length), meaning.data, out);
  writeAll(draft.setLowers(out, meaning.lowers.length), meaning.lowers, out);
  writeAll(draft.setDataOnly(out, meaning.dataOnly.length), meaning.dataOnly, out);
  const uidmap = meaning.uidmap;
  const gidmap = meaning.gidmap;
  const upper = meaning.upper;
  const work = meaning.work;
  if (uidmap !== null) draft.setUidmap(out, uidmap);
  if (gidmap !== null) draft.setGidmap(out, gidmap);
  if (upper !== null) draft.setUpper(out, upper);
  if (work !== null) draft.setWork(out, work);
}
