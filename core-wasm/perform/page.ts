import { Bytes } from "../bytes/bytes.ts";
import { RULE_WAY_MOUNT, RULE_WAY_NUMBER, RULE_WAY_OWN_CWD } from "../generated/rules.ts";
import { Capabilities, Phase } from "../generated/types.ts";
import { dropClones } from "../idmap/clones.ts";
import { NO_CWD, Speller } from "../names/spelling.ts";
import { Overlay } from "../overlay/overlay.ts";
import { NO_SUBJECT } from "../program/layout.ts";
import { child } from "../program/of-the-shim.ts";
import { fchdir } from "../program/on-files.ts";
import { mount } from "../program/on-mounts.ts";
import { MountProgram } from "../run/mount-program.ts";
import { PARENTS } from "../run/registers.ts";
import { putOptionText } from "../ways/page.ts";
import { putTarget } from "./target.ts";

/** Mounts an overlay by mount(2), with its names from `cwd` or through descriptors. */
export function performPage(
  m: MountProgram,
  overlay: Overlay,
  cwd: i32,
  target: Bytes,
  capabilities: Capabilities,
): void {
  const p = m.program;
  p.phase = Phase.PERFORM;
  p.subject = NO_SUBJECT;
  if (m.performFrom < 0) m.performFrom = p.count;
  const speller = new Speller(p, cwd, PARENTS);
  const source = p.text(overlay.source);
  const fstype = p.word("overlay");
  const where = putTarget(m, speller, target, capabilities);
  m.optionText = putOptionText(overlay, speller);
  m.optionLength = p.size - m.optionText - 1;
  m.directoriesLength = m.optionLength;
  for (let i = 0; i < overlay.words.length; i++) m.directoriesLength -= 1 + overlay.words[i].length;
  speller.fill(RULE_WAY_NUMBER);
  if (cwd != NO_CWD) {
    child(p, RULE_WAY_OWN_CWD, 2);
    fchdir(p, RULE_WAY_OWN_CWD, overlay.cwdRegister(cwd));
  }
  m.attach = mount(p, RULE_WAY_MOUNT, source, where, fstype, overlay.set, m.optionText);
  dropClones(m, capabilities);
}
