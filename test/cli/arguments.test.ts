// Arguments by a description: every spelling of an option, and every mistake with its rule. Bytes that are no UTF-8
// come through.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bytesOf, escaped, surrogateBytes, surrogateText, unescaped } from "../../host/bytes.ts";
import type { OptionDescriptions } from "../../host/cli/description.ts";
import { absolute, placeBeneath, plainPath } from "../../host/cli/input/paths.ts";
import { parseOptions } from "../../host/cli/parse.ts";
import { shown } from "../../host/shown.ts";
import { latin1, layermount, refusal } from "./support.ts";

const OPTIONS: OptionDescriptions = {
  lower: { type: "string", multiple: true, description: "" },
  upper: { type: "string", description: "" },
  options: { type: "string", short: "o", multiple: true, description: "" },
  way: { type: "string", choices: ["relative", "prefix"], description: "" },
  patience: { type: "string", most: 60000, description: "" },
  json: { type: "boolean", description: "" },
  help: { type: "boolean", short: "h", description: "" },
};

function parse(...args: string[]) {
  return parseOptions("mount", OPTIONS, args);
}

const ACCEPTED: readonly (readonly [readonly string[], object, readonly string[]])[] = [
  [[], {}, []],
  [["--lower", "1e3", "--lower=007", "/t"], { lower: ["1e3", "007"] }, ["/t"]],
  [["/t", "--upper=", "--json"], { upper: "", json: true }, ["/t"]],
  [["-o", "ro", "-orw,nosuid", "-o=x", "/t"], { options: ["ro", "rw,nosuid", "x"] }, ["/t"]],
  [["-ho", "ro"], { help: true, options: ["ro"] }, []],
  [["-horo"], { help: true, options: ["ro"] }, []],
  [["--upper", "-", "-"], { upper: "-" }, ["-"]],
  [["--upper=-x", "a"], { upper: "-x" }, ["a"]],
  [["--json", "--", "--lower", "-x", "--"], { json: true }, ["--lower", "-x", "--"]],
  [["--patience", "60000"], { patience: "60000" }, []],
  [["--upper=a=b"], { upper: "a=b" }, []],
];

for (const [args, values, operands] of ACCEPTED) {
  test(`read: ${args.join(" ")}`, () => assert.equal(parse(...args), { values, operands }));
}

const REFUSED: readonly (readonly [readonly string[], string])[] = [
  [["--lowr", "x"], "usage.option-unknown | the command mount has no option --lowr"],
  [["-x"], "usage.option-unknown | the command mount has no option -x"],
  [["--o", "x"], "usage.option-unknown | the command mount has no option --o"],
  [["-lower"], "usage.option-unknown | the command mount has no option -l"],
  [["--LOWER", "x"], "usage.option-unknown | the command mount has no option --LOWER"],
  [["--constructor"], "usage.option-unknown | the command mount has no option --constructor"],
  [["--lower"], "usage.option-value | the option --lower needs a value"],
  [["--lower", "--json"], "usage.option-value | the option --lower needs a value"],
  [["--lower", "--", "x"], "usage.option-value | the option --lower needs a value"],
  [["-o"], "usage.option-value | the option -o needs a value"],
  [["--json=yes"], "usage.option-flag | the option --json takes no value"],
  [["-h=yes"], "usage.option-flag | the option -h takes no value"],
  [["--upper", "a", "--upper", "b"], "usage.option-repeated | the option --upper is given twice"],
  [["--way", "magic"], "usage.option-choice | the option --way does not know that value; it knows relative, prefix"],
  [["--patience", "60001"], "usage.option-number | the option --patience is a whole number from 0 to 60000"],
  [["--patience", "1.5"], "usage.option-number | the option --patience is a whole number from 0 to 60000"],
  [["--patience="], "usage.option-number | the option --patience is a whole number from 0 to 60000"],
];

for (const [args, expected] of REFUSED) {
  test(`refused: ${args.join(" ")}`, async () => assert.is(await refusal(() => parse(...args)), expected));
}

test("paths become absolute and plain; .. stays", async () => {
  const plain = (path: string) => Buffer.from(plainPath(latin1(path))).toString("latin1");
  const table = {
    "/": "/",
    "//": "/",
    "/a/": "/a",
    "//a/./b//": "/a/b",
    "/a/../b": "/a/../b",
    "/.": "/",
    "/.a/..b": "/.a/..b",
  };
  for (const [path, expected] of Object.entries(table)) assert.is(plain(path), expected);
  assert.is(Buffer.from(await absolute("x/./y/", "it")).toString(), `${process.cwd()}/x/y`);
  assert.is(await refusal(() => absolute("", "--lower")), "input.empty-path | --lower is an empty path");
  assert.is(await refusal(() => absolute("/a\0", "--lower")), "input.nul | --lower holds a NUL byte");
});

test("what lies beneath a target", () => {
  const place = (target: string, path: string) => {
    const found = placeBeneath(latin1(target), latin1(path));
    return found && Buffer.from(found).toString("latin1");
  };
  assert.is(place("/mnt", "/mnt"), "");
  assert.is(place("/mnt", "/mnt/a/b"), "a/b");
  assert.is(place("/mnt", "/mnt2"), undefined);
  assert.is(place("/mnt", "/mn"), undefined);
  assert.is(place("/", "/"), "");
  assert.is(place("/", "/a"), "a");
  assert.is(place("/mnt", "/mnt/a/../../b"), undefined);
});

test("bytes survive as text and as escapes, and are shown without harm", () => {
  for (let round = 0; round < 2000; round++) {
    const bytes = crypto.getRandomValues(new Uint8Array(round % 24));
    const some = round % 2 ? bytes : bytes.map((byte, i) => (i % 3 ? byte : 0xc3 + (byte & 1)));
    assert.equal(surrogateBytes(surrogateText(some)), some);
    assert.equal(unescaped(escaped(some)), some);
    assert.not.match(shown(some), /[\p{Cc}\ud800-\udfff]/u);
  }
  assert.equal(surrogateBytes("\udcff/é"), Uint8Array.of(0xff, 0x2f, 0xc3, 0xa9));
  assert.is(shown("a b/é\\"), "a b/é\\");
  assert.is(shown("a b\n\\\x1b"), "a b\\012\\134\\033");
  assert.is(shown("a\u202eb"), "a\\342\\200\\256b");
  assert.equal(bytesOf("é"), Uint8Array.of(0xc3, 0xa9));
});

test("an argument that is no UTF-8 arrives as its bytes, and a real U+FFFD as itself", () => {
  const main = new URL("../../host/cli/main.ts", import.meta.url).pathname;
  const script = `exec "$0" "$1" explain "$(printf 'a\\377\\303b')"`;
  const ran = Bun.spawnSync(["sh", "-c", script, process.execPath, main]);
  assert.match(ran.stderr.toString(), "there is no rule a\\377\\303b\n");
  assert.match(layermount(["explain", "a\ufffd"]).err, "there is no rule a\ufffd\n");
});

test.run();
