// Plans an overlay with the planner as a component: the digest is that of `layermount plan`, and so are the reasons.
//
//     node plan.mjs DIRECTORY machine.json TARGET LAYER...
//
// Layers are named topmost first. DIRECTORY is what jco made of the component; machine.json is what `layermount probe
// --json` prints, here or on another machine. In Deno it takes --allow-read and --allow-env=JCO_DEBUG.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

const USAGE = "node plan.mjs DIRECTORY machine.json TARGET LAYER...";
const bytes = (text) => new TextEncoder().encode(text);
const text = (bytes) => new TextDecoder().decode(bytes);

/** Those of the machine; of an ordinary user's own namespaces, where mounting takes them. */
function capabilitiesOf({ capabilities, ordinary }) {
  return capabilities.privilege === "none" && ordinary?.capabilities ? ordinary.capabilities : capabilities;
}

/** An overlay of these layers, read-only, as the request of the WIT. Paths are bytes. */
function mountRequest(target, layers) {
  const overlay = { fstype: bytes("overlay"), source: bytes(""), target: bytes(""), options: [] };
  const mounts = [{ ...overlay, lowers: layers.map(bytes) }];
  const how = { makeTarget: false, proof: "kernel", allow: {}, view: "asked" };
  return { tag: "mount", val: { mounts, target: bytes(target), ...how } };
}

/** Says in words what the planner refused: by which rule, and what could be done. */
function refuse({ message, rule, hint }) {
  console.error(`${text(message)}  [${rule}]\n${hint}`);
  process.exitCode = 1;
}

async function main([directory, machine, target, ...layers]) {
  if (layers.length === 0) throw new Error(USAGE);
  const { plan } = await import(pathToFileURL(resolve(directory, "planner.js")).href);
  const capabilities = capabilitiesOf(JSON.parse(readFileSync(machine, "utf8")));
  const run = { request: mountRequest(target, layers), capabilities, observations: [] };
  let answer;
  try {
    answer = plan.next(run);
  } catch (error) {
    // What cannot be a run at all is thrown, with the same record.
    if (error.payload === undefined) throw error;
    answer = { tag: "failed", val: error.payload };
  }
  if (answer.tag === "failed") return refuse(answer.val);
  // Of a request to mount, the first step is always a program to `perform`, in bytes; `describe` tells it, typed.
  console.log(`sha256:${createHash("sha256").update(answer.val).digest("hex")}`);
  for (const { sentence, rule } of plan.describe(run).reasons) console.log(`${text(sentence)}  [${rule}]`);
}

await main(process.argv.slice(2));
