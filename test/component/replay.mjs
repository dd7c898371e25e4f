// Asks the component that jco transpiled the questions of a file and prints how many answers have their digests:
// `replay.mjs DIRECTORY QUESTIONS`, by Bun, Deno or Node. Plain JavaScript: Node reads it as it is.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";
import { pathToFileURL } from "node:url";

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const wide = (shape) => shape.kind === "u64";

/** What jco takes for a neutral value. */
export function lowered(shape, value) {
  switch (shape.kind) {
    case "bytes":
      return Uint8Array.from(Buffer.from(value, "base64"));
    case "list":
      return value.map((item) => lowered(shape.element, item));
    case "record":
      return Object.fromEntries(shape.fields.map(([name, type], i) => [camel(name), lowered(type, value[i])]));
    case "flags":
      return Object.fromEntries(shape.names.map((name) => [camel(name), value.includes(name)]));
    case "option":
      return value === null ? undefined : lowered(shape.some, value[0]);
    case "variant": {
      const [, type] = shape.cases.find(([name]) => name === value[0]);
      return type ? { tag: value[0], val: lowered(type, value[1]) } : { tag: value[0] };
    }
    default:
      return wide(shape) ? BigInt(value) : value;
  }
}

/** The neutral value of what jco gave. */
export function lifted(shape, value) {
  switch (shape.kind) {
    case "bytes":
      return Buffer.from(value).toString("base64");
    case "list":
      return Array.from(value, (item) => lifted(shape.element, item));
    case "record":
      return shape.fields.map(([name, type]) => lifted(type, value[camel(name)]));
    case "flags":
      return shape.names.filter((name) => value[camel(name)]);
    case "option":
      return value === undefined ? null : [lifted(shape.some, value)];
    case "variant": {
      const [, type] = shape.cases.find(([name]) => name === value.tag);
      return type ? [value.tag, lifted(type, value.val)] : [value.tag];
    }
    default:
      return wide(shape) ? String(value) : value;
  }
}

/** A fresh instance: its functions take and give neutral values. */
export async function component(directory) {
  const { instantiate } = await import(pathToFileURL(`${directory}/planner.js`).href);
  const core = new WebAssembly.Module(readFileSync(`${directory}/planner.core.wasm`));
  const { plan } = instantiate(() => core, {});
  return ({ name, parameter, result }, value) => {
    const given = parameter === null ? [] : [lowered(parameter, value)];
    if (result.kind !== "result") return lifted(result, plan[camel(name)](...given));
    try {
      return ["ok", lifted(result.ok, plan[camel(name)](...given))];
    } catch (error) {
      // A refusal is thrown, with the record as payload; anything else is a failure.
      if (error.payload === undefined) throw error;
      return ["err", lifted(result.err, error.payload)];
    }
  };
}

async function main([directory, file]) {
  const { functions, questions } = JSON.parse(readFileSync(file, "utf8"));
  const ask = await component(directory);
  const wrong = questions.flatMap(({ of, value, digest }, i) => {
    const answer = JSON.stringify(ask(functions[of], value));
    return createHash("sha256").update(answer).digest("hex") === digest ? [] : [`${i} ${of}: ${answer.slice(0, 200)}`];
  });
  console.log(`${questions.length} asked, ${wrong.length} wrong`);
  for (const line of wrong.slice(0, 5)) console.log(line);
}

if (process.argv[1]?.endsWith("replay.mjs")) await main(process.argv.slice(2));
