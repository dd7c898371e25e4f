// The three forms of INPUT mean the same request, byte for byte.
import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { globalOptions } from "../../host/cli/description.ts";
import { inputOptions } from "../../host/cli/input/options.ts";
import { requestFrom } from "../../host/cli/input/request.ts";
import { parseOptions } from "../../host/cli/parse.ts";
import { makeFifo } from "../support/libc.ts";
import { temporary } from "../support/temporary.ts";
import { layermount, readable } from "./support.ts";

const place = temporary("cli-request");

async function request(...args: string[]) {
  const { values, operands } = parseOptions("mount", { ...inputOptions, ...globalOptions }, args);
  const { mounts, target, ...rest } = await requestFrom(values as never, operands[0] ?? "");
  return { target: readable({ type: target })["type"], mounts: mounts.map(readable), ...rest };
}

function file(name: string, text: string): string {
  writeFileSync(`${place.path}/${name}`, Buffer.from(text, "latin1"));
  return `${place.path}/${name}`;
}

test("layers one by one, topmost first, with every option", async () => {
  const args = [
    "--lower",
    "/3",
    "--lower",
    "/2",
    "--lower=/1",
    "--upper",
    "/u",
    "--work",
    "/w",
    "-o",
    "ro,x=1",
    "-onosuid",
  ];
  const how = ["--mkdir", "--verify", "identity", "--way", "mixed", "--allow", "upper-inside-lower", "/mnt/"];
  assert.equal(await request(...args, ...how), {
    target: "/mnt",
    mkdir: true,
    proof: "identity",
    way: "mixed",
    allow: { upperInsideLower: true, chownUpper: false },
    mounts: [
      {
        type: "overlay",
        source: "overlay",
        lowers: ["/3", "/2", "/1"],
        upper: "/u",
        work: "/w",
        options: ["ro,x=1", "nosuid"],
      },
    ],
  });
});

test("relative names are beneath the working directory, and what could be an escape is none", async () => {
  const { mounts, target } = await request("--lower", "a", "--lower", "./b:c\\", "t");
  const cwd = process.cwd();
  assert.equal(mounts[0]?.["lowers"], [`${cwd}/a`, `${cwd}/b:c\\134`]);
  assert.is(target, `${cwd}/t`);
});

test("JSON, lines of fstab and commands of ctr are one list", async () => {
  const json = file(
    "list.json",
    JSON.stringify([
      { type: "overlay", source: "overlay", options: ["upperdir=/u,workdir=/w,lowerdir=/b:/a"] },
      { type: "bind", source: "/data", target: "sub", options: ["ro"] },
    ]),
  );
  const fstab = file(
    "fstab",
    "# root\noverlay /mnt overlay upperdir=/u,workdir=/w,lowerdir=/b:/a 0 0\n/data /mnt/sub bind ro\n",
  );
  const ctr = file(
    "ctr",
    "mount -t overlay overlay /mnt -o upperdir=/u,workdir=/w,lowerdir=/b:/a\nmount -t bind /data /mnt/sub -o ro\n",
  );
  const expected = await request("--mounts", json, "/mnt");
  assert.is(expected.mounts.length, 2);
  assert.equal(await request("--mounts", fstab, "/mnt"), expected);
  assert.equal(await request("--mounts", ctr, "/mnt"), expected);
});

test("the source of a bind is made absolute, other sources are names", async () => {
  const list = file("relative", "data /mnt bind ro\nnone /mnt/tmp tmpfs size=1m\n");
  const { mounts } = await request("--mounts", list, "/mnt");
  assert.equal(
    mounts.map(({ source }) => source),
    [`${process.cwd()}/data`, "none"],
  );
});

test("names that are no UTF-8 reach the request from every kind of list", async () => {
  const json = file("bytes.json", '[{"type":"bind","source":"/\xff\xfe","options":["\x80=\x81"]}]');
  const fstab = file("bytes.fstab", "/\xff\xfe /mnt bind \x80=\x81");
  const expected = [{ type: "bind", source: "/\\377\\376", options: ["\\200=\\201"] }];
  assert.equal((await request("--mounts", json, "/mnt")).mounts, expected);
  assert.equal((await request("--mounts", fstab, "/mnt")).mounts, expected);
});

test("a list may come through a pipe with a name", async () => {
  const pipe = `${place.path}/pipe`;
  makeFifo(pipe);
  const writer = Bun.spawn(["sh", "-c", `echo '/data /elsewhere bind ro' > "${pipe}"`]);
  const main = new URL("../../host/cli/main.ts", import.meta.url).pathname;
  const reader = Bun.spawn([process.execPath, main, "plan", "--json", "--mounts", pipe, "/mnt"]);
  assert.is(JSON.parse(await new Response(reader.stdout).text()).rule, "input.place");
  await writer.exited;
});

test("a working directory that is no UTF-8 is known by its bytes", () => {
  mkdirSync(Buffer.from(`${place.path}/\xff`, "latin1"));
  const main = new URL("../../host/cli/main.ts", import.meta.url).pathname;
  const script = `cd "$(printf '${place.path}/\\377')" && echo '/x /y bind ro' | "$0" "$1" plan --mounts - t`;
  const ran = Bun.spawnSync(["sh", "-c", script, process.execPath, main]);
  assert.match(ran.stderr.toString(), `/y is neither the target ${place.path}/\\377/t nor beneath it`);
  assert.is(layermount(["plan", "--mounts", "-", "/mnt"], "").code, 2);
});

test.after(() => place.remove());
test.run();
