/** The README's examples of `with`, typed as they stand there, by root and by an ordinary user. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { type Ended, leftBy, type Person, people } from "./people.ts";

const SYSTEM = `layermount with --lower / --upper ~/try/upper --work ~/try/work -- sh -c 'chroot "$LAYERMOUNT_ROOT" sh'`;
const HOME = `layermount with --lower ~ --upper /var/tmp/try/upper --work /var/tmp/try/work -- sh -c 'cd "$LAYERMOUNT_ROOT"; exec sh'`;
const AROUND = `cat >list.json <<END
[{"type": "bind", "source": "/", "options": ["rbind"]},
 {"type": "overlay", "source": "overlay", "target": "$HOME", "options":
  ["lowerdir=$HOME", "upperdir=/var/tmp/try/upper", "workdir=/var/tmp/try/work"]}]
END
layermount with --mounts list.json -- sh -c 'chroot "$LAYERMOUNT_ROOT" sh'`;
const REMOVAL = "chmod -R u+rwx /var/tmp/try/work && rm -rf /var/tmp/try";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const missingReadme = readme.includes("LAYERMOUNT_ROOT") ? undefined : "the README does not tell of it yet";
/** Types a line; what is given is typed to the shell that it starts. `/var/tmp/try` is a directory of the test's own. */
function type({ path, run, runtime, checkout }: Person, line: string, input = ""): Ended {
  mkdirSync(`${path}/bin`, { recursive: true });
  const main = [...runtime, `${checkout}/host/cli/main.ts`].join(" ");
  writeFileSync(`${path}/bin/layermount`, `#!/bin/sh\nexec ${main} "$@"\n`, { mode: 0o755 });
  const env = { HOME: `${path}/home`, PATH: `${path}/bin:/usr/sbin:/usr/bin:/sbin:/bin` };
  return run(["sh", "-c", line.replaceAll("/var/tmp/try", `${path}/aside`)], { env, input });
}

const isReady = process.getuid?.() !== 0 || inPrivateNamespace(import.meta.filename);
if (isReady) {
  testUnless(test, missingReadme, "the README has these lines", () => {
    for (const text of [SYSTEM, HOME, AROUND, REMOVAL]) assert.ok(readme.includes(text), text);
  });

  const [root, somebody] = people("system");
  if (root === undefined || somebody === undefined) throw new Error("there are two people");
  for (const { missing, run } of [root, somebody]) {
    if (missing === undefined) run(["mkdir", "-p", "home/try/upper", "home/try/work", "aside/upper", "aside/work"]);
  }

  testUnless(test, root.missing, "root: nothing of the system changes, all of it is in the upperdir", () => {
    const typed = "echo hello >/etc/layermount-test; rm /etc/passwd; ls /usr";
    const { status, stdout, stderr } = type(root, SYSTEM, typed);
    assert.equal([status, stderr], [0, ""]);
    assert.is(stdout, `${readdirSync("/usr").sort().join("\n")}\n`);
    assert.not(existsSync("/etc/layermount-test"));
    assert.ok(existsSync("/etc/passwd"));
    const upper = `${root.path}/home/try/upper/etc`;
    assert.equal(readdirSync(upper).sort(), ["layermount-test", "passwd"]);
    assert.is(readFileSync(`${upper}/layermount-test`, "utf8"), "hello\n");
    assert.equal(leftBy(root), []);
  });

  testUnless(test, root.missing, "root: the changes are there again the next time", () => {
    const { status, stdout } = type(root, SYSTEM, "cat /etc/layermount-test; test -e /etc/passwd");
    assert.equal([status, stdout], [1, "hello\n"]);
  });

  testUnless(test, root.missing, "root: other file systems are empty directories, and the upperdir is ELOOP", () => {
    const { stdout, stderr } = type(root, SYSTEM, `ls /proc | wc -l; ls ${root.path}/home/try/upper`);
    assert.match(stdout, /^0\b/);
    assert.match(stderr, /Too many levels of symbolic links/);
  });

  testUnless(test, somebody.missing, "an ordinary user: / is refused as a layer, with what can be done instead", () => {
    const { status, stderr } = type(somebody, SYSTEM, "echo ran");
    assert.is(status, 125);
    assert.match(stderr, /rule +ordinary\.layer-tree/);
    assert.match(stderr, /hint +.*rbind/);
    assert.match(stderr, /state +nothing was done/);
  });

  for (const [what, line, directory] of [
    ["one's own directory", HOME, "."],
    ["the system as it is around one's own directory", AROUND, `${somebody.path}/home`],
  ] as const) {
    testUnless(test, somebody.missing, `an ordinary user: ${what}, with all changes kept aside`, () => {
      somebody.run(["sh", "-c", "echo as it was >home/file"]);
      const { status, stdout, stderr } = type(
        somebody,
        line,
        `cd ${directory} && cat file && echo new >other && rm file`,
      );
      assert.equal([status, stdout, stderr], [0, "as it was\n", ""]);
      // Bun makes itself a directory in any home.
      const names = readdirSync(`${somebody.path}/home`).filter((name) => name !== ".bun");
      assert.equal(names.sort(), ["file", "try"]);
      assert.equal(readdirSync(`${somebody.path}/aside/upper`).sort(), ["file", "other"]);
      assert.equal(leftBy(somebody), []);
      const removed = type(somebody, REMOVAL);
      assert.equal([removed.status, removed.stderr], [0, ""]);
      somebody.run(["mkdir", "-p", "aside/upper", "aside/work"]);
    });
  }

  for (const one of [root, somebody]) test.after(() => one.remove());
}
test.run();
