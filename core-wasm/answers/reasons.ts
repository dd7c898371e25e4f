import { ascii, Bytes } from "../bytes/bytes.ts";
import {
  RULE_BIND_DETACHED,
  RULE_BIND_LEGACY,
  RULE_IDMAP_ATTACHED,
  RULE_IDMAP_BIND,
  RULE_IDMAP_DETACHED,
  RULE_ORDINARY_USERXATTR,
  RULE_OVERLAY_SINGLE_LOWER,
  RULE_PLAIN_MOUNT,
  RULE_WAY_COST,
  RULE_WAY_DESCRIPTORS,
  RULE_WAY_MIXED,
  RULE_WAY_PREFIX,
  RULE_WAY_RELATIVE,
  RULE_WAY_STRINGS,
  ruleId,
} from "../generated/rules.ts";
import {
  ALTERNATIVE_SIZE,
  AlternativeDraft,
  Capabilities,
  DescriptionDraft,
  REASON_SIZE,
  ReasonDraft,
  Way,
} from "../generated/types.ts";
import { Message } from "../message/message.ts";
import { bindsDetached } from "../perform/others.ts";
import { Kind, MountPlan } from "../plan/mount-plan.ts";
import { USERXATTR } from "../plan/privilege.ts";
import { Refusal } from "../refusal/refusal.ts";
import { render } from "../refusal/render.ts";
import { optionPage } from "../ways/budgets.ts";
import { Choice, WAYS } from "../ways/choose.ts";
import { optionTextLength } from "../ways/page.ts";
import { writeWarnings } from "./warnings.ts";

function wayName(way: i32): string {
  if (way == Way.RELATIVE) return "relative";
  if (way == Way.PREFIX) return "prefix";
  if (way == Way.STRINGS) return "strings";
  if (way == Way.DESCRIPTORS) return "descriptors";
  return "mixed";
}

function wayRule(way: i32): i32 {
  if (way == Way.RELATIVE) return RULE_WAY_RELATIVE;
  if (way == Way.PREFIX) return RULE_WAY_PREFIX;
  if (way == Way.STRINGS) return RULE_WAY_STRINGS;
  if (way == Way.DESCRIPTORS) return RULE_WAY_DESCRIPTORS;
  return RULE_WAY_MIXED;
}

/** Writes why the mounts are made as they are: one reason a mount, then the others, and what may surprise. */
export function writeReasons(
  plans: MountPlan[],
  description: DescriptionDraft,
  out: Message,
  capabilities: Capabilities,
): void {
  const added: MountPlan[] = [];
  const warnings: Refusal[] = [];
  const notes: Refusal[] = [];
  for (let i = 0; i < plans.length; i++) {
    const overlay = plans[i].overlay;
    if (overlay !== null && overlay.userxattr) added.push(plans[i]);
    for (let j = 0; j < plans[i].warnings.length; j++) warnings.push(plans[i].warnings[j]);
    for (let j = 0; j < plans[i].notes.length; j++) notes.push(plans[i].notes[j]);
  }
  const count = plans.length + added.length;
  const first = description.setReasons(out, count + notes.length);
  writeWarnings(warnings, description.setWarnings(out, warnings.length), out);
  if (out.overflow) return;
  for (let i = 0; i < plans.length; i++) writeReason(plans[i], first, out, capabilities);
  for (let i = 0; i < added.length; i++) writeAdded(added[i], first + (plans.length + i) * REASON_SIZE, out);
  for (let i = 0; i < notes.length && !out.overflow; i++) {
    writeNote(notes[i], first + (count + i) * REASON_SIZE, out);
  }
}

function noteName(rule: i32): string {
  if (rule == RULE_IDMAP_DETACHED) return "detached";
  if (rule == RULE_IDMAP_ATTACHED) return "attached";
  return rule == RULE_IDMAP_BIND ? "id-mapped" : "view";
}

/** What a view made of the words, and how ids are mapped. */
function writeNote(note: Refusal, at: i32, out: Message): void {
  const draft = new ReasonDraft(at);
  draft.setMount(note.mount);
  draft.setRule(out, ruleId(note.rule));
  draft.setSentence(out, render(note.rule, note));
  draft.setChosen(out, noteName(note.rule));
}

/** Why the word userxattr stands in an overlay that nobody gave it to. */
function writeAdded(plan: MountPlan, at: i32, out: Message): void {
  const draft = new ReasonDraft(at);
  const facts = new Refusal();
  facts.item = plan.source;
  draft.setMount(plan.index);
  draft.setRule(out, ruleId(RULE_ORDINARY_USERXATTR));
  draft.setSentence(out, render(RULE_ORDINARY_USERXATTR, facts));
  draft.setChosen(out, USERXATTR);
}

/** Writes why one mount is made as it is. */
function writeReason(plan: MountPlan, first: i32, out: Message, capabilities: Capabilities): void {
  const draft = new ReasonDraft(first + plan.index * REASON_SIZE);
  draft.setMount(plan.index);
  const choice = plan.choice;
  if (plan.kind == Kind.OVERLAY && choice !== null) {
    writeWay(plan, choice, draft, out, capabilities);
    return;
  }
  const facts = new Refusal();
  facts.item = plan.source;
  facts.other = plan.fstype;
  let rule = RULE_PLAIN_MOUNT;
  if (plan.kind == Kind.BIND) rule = bindsDetached(capabilities) ? RULE_BIND_DETACHED : RULE_BIND_LEGACY;
  draft.setChosen(out, plan.kind == Kind.BIND ? "bind" : "mount");
  if (plan.became >= 0) rule = RULE_OVERLAY_SINGLE_LOWER;
  draft.setRule(out, ruleId(rule));
  draft.setSentence(out, render(rule, facts));
}

function writeWay(plan: MountPlan, choice: Choice, draft: ReasonDraft, out: Message, capabilities: Capabilities): void {
  const overlay = plan.overlay;
  if (overlay === null) return;
  const page = choice.way == Way.RELATIVE || choice.way == Way.PREFIX;
  const facts = new Refusal();
  facts.item = overlay.naming.parents[0].length > 0 ? overlay.naming.parents[0] : ascii("/");
  facts.other = new Bytes(0, 0);
  facts.layer = overlay.layers();
  facts.needs = page ? optionTextLength(overlay, choice.cwd) : overlay.layers();
  facts.budget = page ? optionPage(capabilities) : capabilities.lowerMax;
  draft.setRule(out, ruleId(wayRule(choice.way)));
  draft.setSentence(out, render(wayRule(choice.way), facts));
  draft.setChosen(out, wayName(choice.way));
  draft.setCost(choice.chosen().cost);
  draft.setNeeds(facts.needs);
  draft.setBudget(facts.budget);
  const list = draft.setAlternatives(out, WAYS - 1);
  let next = 0;
  for (let way = 0; way < WAYS; way++) {
    if (way == choice.way) continue;
    const fit = choice.fits[way];
    const alternative = new AlternativeDraft(list + next * ALTERNATIVE_SIZE);
    alternative.setName(out, wayName(way));
    alternative.setCost(fit.possible ? fit.cost : 0);
    alternative.setRule(out, ruleId(fit.possible ? RULE_WAY_COST : fit.rule));
    alternative.setNeeds(fit.needs);
    alternative.setBudget(fit.budget);
    next++;
  }
}
