import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ruleId } from "../../core-wasm/generated/rules.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { overlayLab } from "../support/overlay-lab.ts";
import { skipped } from "../support/skip.ts";
import { names, understand } from "../support/told.ts";

// Whether this kernel reads lists of layers as words/ does, on real mounts.

const EINVAL = 22;
const LETTERS = ["a", "b", ":", ",", "\\"];
const SHORT = LETTERS.flatMap((a) => [a, ...LETTERS.flatMap((b) => [a + b, ...LETTERS.map((c) => a + b + c)])]);
const PARTS = fc.constantFrom("a", "b", "ab", ":", ":", "::", ",", "\\", "\\:", "\\,", "\\\\");
/** The kernel reads these, and they are refused here: what they say is hardly what was meant. */
const STRICTER = ["words.dangling-escape", "words.lowerdir-twice"];

if (inPrivateNamespace(import.meta.filename)) {
  const lab = overlayLab();
  for (const path of ["upper", "work"]) lab.make(path);
  for (const one of SHORT) {
    lab.make(`fuzz/${one}`);
    lab.write(`fuzz/${one}/${SHORT.indexOf(one)}`);
    lab.write(`fuzz/${one}/top`, one);
  }
  const fuzz = `${lab.path}/fuzz`;
  const dataOnly = lab.overlay("lowerdir=a::b", fuzz) === 0;
  if (dataOnly) lab.seen();
  else skipped("data-only layers in lowerdir=", "this kernel wants metacopy=on for them");

  test("lowerdir= of any bytes: the kernel and words/ agree on what is a list, its layers and their order", () => {
    const agreed = { mounted: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(PARTS, { minLength: 1, maxLength: 9 }), (parts) => {
        const data = `lowerdir=${parts.join("")}`;
        const { meaning, refusal, ok } = understand([data], { overlay: true });
        const lowers = names(meaning.lowers);
        const layers = [...lowers, ...names(meaning.dataOnly)];
        fc.pre(!ok || (layers.every((one) => SHORT.includes(one)) && new Set(layers).size === layers.length));
        fc.pre(ok ? dataOnly || meaning.dataOnly.length === 0 : !STRICTER.includes(ruleId(refusal.rule)));
        const expected = ok && meaning.data.length === 0;
        const errno = lab.overlay(`upperdir=${lab.path}/upper,workdir=${lab.path}/work,${data}`, fuzz);
        assert.is(errno === 0, expected, `errno ${errno}: ${data}`);
        if (!expected) {
          // Layers are looked up one by one: a missing or repeated one may come before the syntax error.
          if (ok) assert.is(errno, EINVAL);
          agreed.refused++;
          return;
        }
        assert.is(lab.content("top"), lowers[0]);
        assert.equal(lab.seen(), [...lowers.map((one) => `${SHORT.indexOf(one)}`), "top"].sort());
        agreed.mounted++;
      }),
      { numRuns: 1500 },
    );
    assert.ok(agreed.mounted > 200 && agreed.refused > 200, JSON.stringify(agreed));
  });

  test("lowerdir+= is literal in mount(2), backslashes included, and so is it here", () => {
    const data = "lowerdir+=added\\,b,lowerdir+=added:c,lowerdir+=a";
    assert.equal(names(understand([data], { overlay: true }).meaning.lowers), ["added\\,b", "added:c", "a"]);
    for (const path of ["added\\,b", "added,b", "added:c"]) lab.make(`fuzz/${path}`);
    for (const path of ["added\\,b", "added:c"]) lab.write(`fuzz/${path}/of ${path}`);
    const errno = lab.overlay(data, fuzz);
    if (errno === EINVAL) return skipped("lowerdir+= in mount(2)", "not known to this kernel");
    assert.is(errno, 0);
    assert.equal(lab.seen(), ["0", "of added:c", "of added\\,b", "top"]);
  });

  test("what is refused here and read by the kernel: it drops a backslash, or layers, without a word", () => {
    assert.is(lab.overlay("lowerdir=a:b\\", fuzz), 0);
    assert.is(lab.content("top"), "a");
    lab.seen();
    assert.is(lab.overlay("lowerdir=a:ab,lowerdir=b:aa", fuzz), 0);
    assert.is(lab.content("top"), "b");
    assert.not.ok(lab.seen().includes("0"));
    assert.is(lab.overlay(`lowerdir=a:b,workdir=${lab.path}/work`, fuzz), 0);
    lab.seen();
  });

  test.after(() => lab.remove());
  test.run();
}
