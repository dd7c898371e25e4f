// What `probe --json` printed, perhaps on another machine: every field is there, of its type, and no other.
import { utf8Text } from "../../bytes.ts";
import type { Capabilities } from "../../planner/generated/types.ts";
import type { JsonProbe } from "../json.ts";
import { placeOf, Wrong } from "../wrong.ts";
import { readInput } from "./file.ts";
import { type Json, parseJson } from "./json.ts";
import { PROBE, type Shape } from "./probe-shape.ts";

/**
 * The capabilities in a file, `-` for standard input.
 *
 * @throws Wrong `capabilities.…`, `input.unreadable`, `input.size`, `input.json-…`, with line, column and path.
 */
export async function capabilitiesInFile(name: string): Promise<Capabilities> {
  return capabilitiesIn(await readInput(name), name === "-" ? "standard input" : name);
}

/** The capabilities in a text; `file` is what errors call it. */
export function capabilitiesIn(bytes: Uint8Array, file: string): Capabilities {
  const { capabilities, ordinary } = new ProbeReader(bytes, file).probe(parseJson(bytes, file));
  // Somebody who may not mount does it in namespaces of their own, by `with`: that is what can be planned for them.
  const inside = capabilities.privilege === "none" && ordinary && "capabilities" in ordinary;
  return inside ? ordinary.capabilities : capabilities;
}

class ProbeReader {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly file: string,
  ) {}

  /** The version comes first: what else differs follows from it. */
  probe(document: Json): JsonProbe {
    const { ok, version, rule } = this.fields(document, "$");
    if (ok?.kind === "literal" && ok.text === "false") {
      const item = rule?.kind === "text" ? rule.bytes : "it names no rule";
      throw new Wrong("capabilities.failed", { item }, this.where(ok, "$.ok"));
    }
    if (version?.kind === "number" && version.text !== String(PROBE.fields.version.only)) {
      const [needs, budget] = [Number(version.text), PROBE.fields.version.only];
      throw new Wrong("capabilities.version", { needs, budget }, this.where(version, "$.version"));
    }
    return this.value(document, PROBE, "$") as JsonProbe;
  }

  private value(json: Json, shape: Shape, path: string): unknown {
    if (shape.kind === "object") return this.object(json, shape.fields, path);
    if (shape.kind === "either") return this.either(json, shape, path);
    if (shape.kind === "null" && json.kind === "literal" && json.text === "null") return null;
    if (shape.kind === "list" && json.kind === "list") {
      return json.items.map((item, i) => this.value(item, shape.of, `${path}[${i}]`));
    }
    if (shape.kind === "bool" && json.kind === "literal" && json.text !== "null") return json.text === "true";
    if (shape.kind === "only" && json.kind !== "text" && "text" in json && json.text === String(shape.only)) {
      return shape.only;
    }
    if (shape.kind === "number" && json.kind === "number" && /^\d{1,10}$/.test(json.text)) {
      const number = Number(json.text);
      if (number >= shape.least && number <= shape.most) return number;
    }
    if (shape.kind === "text" && json.kind === "text") {
      const text = utf8Text(json.bytes);
      if (text !== undefined && (shape.like === undefined || shape.like.test(text))) return text;
    }
    throw new Wrong("capabilities.shape", { item: path, other: shape.said }, this.where(json, path));
  }

  /** The first shape that fits. Nothing that is none of them is half right: the error says what would be. */
  private either(json: Json, shape: Shape & { readonly kind: "either" }, path: string): unknown {
    for (const one of shape.of) {
      try {
        return this.value(json, one, path);
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
      }
    }
    throw new Wrong("capabilities.shape", { item: path, other: shape.said }, this.where(json, path));
  }

  private object(json: Json, shapes: Readonly<Record<string, Shape>>, path: string): Record<string, unknown> {
    const found = this.fields(json, path);
    for (const [name, value] of Object.entries(found)) {
      if (Object.hasOwn(shapes, name)) continue;
      throw new Wrong("capabilities.field", { item: `${path}.${name}` }, this.where(value, `${path}.${name}`));
    }
    const entries = Object.entries(shapes).map(([name, shape]) => {
      const value = found[name];
      const at = `${path}.${name}`;
      if (value === undefined) throw new Wrong("capabilities.missing", { item: at }, this.where(json, at));
      return [name, this.value(value, shape, at)] as const;
    });
    return Object.fromEntries(entries);
  }

  private fields(json: Json, path: string): Readonly<Record<string, Json>> {
    if (json.kind !== "object") {
      throw new Wrong("capabilities.shape", { item: path, other: "an object" }, this.where(json, path));
    }
    const found: Record<string, Json> = Object.create(null);
    for (const { at, name, value } of json.fields) {
      const text = utf8Text(name);
      if (text === undefined) throw new Wrong("capabilities.field", { item: name }, this.where({ at }, path));
      if (text in found) throw new Wrong("input.json-repeated", { item: name }, this.where({ at }, `${path}.${text}`));
      found[text] = value;
    }
    return found;
  }

  private where({ at }: { readonly at: number }, path: string) {
    return { file: this.file, ...placeOf(this.bytes, at), path };
  }
}
