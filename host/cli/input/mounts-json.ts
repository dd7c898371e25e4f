import { sameBytes } from "../../bytes.ts";
import type { Mount } from "../../types.ts";
import { placeOf, Wrong } from "../wrong.ts";
import { type Field, type Json, parseJson } from "./json.ts";

const utf8 = new TextDecoder("utf-8");

/**
 * A containerd mount list: an array of `{type, source, target, options}`. As Go does it, names of fields may be
 * written in any case, and null stands for nothing.
 *
 * @throws Wrong `input.json-…`, `input.surrogate`, `input.nul`, with line, column and path.
 */
export function mountsFromJson(bytes: Uint8Array, file: string): Mount[] {
  return new MountsReader(bytes, file).mounts(parseJson(bytes, file));
}

class MountsReader {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly file: string,
  ) {}

  mounts(document: Json): Mount[] {
    if (document.kind !== "list") return this.shape(document, "$", "a list of mounts");
    return document.items.map((item, i) => this.mount(item, `$[${i}]`));
  }

  private mount(item: Json, path: string): Mount {
    if (item.kind !== "object") return this.shape(item, path, "an object");
    this.checkFields(item.fields, path);
    const field = (name: string): Json | undefined => {
      const value = item.fields.find((one) => nameOf(one) === name)?.value;
      return value?.kind === "literal" && value.text === "null" ? undefined : value;
    };
    const text = (name: string): Uint8Array | undefined => {
      const value = field(name);
      return value && this.text(value, `${path}.${name}`);
    };
    const type = text("type");
    if (type === undefined || type.length === 0) return this.shape(item, `${path}.type`, "a text that is not empty");
    const source = text("source");
    const target = text("target");
    const options = field("options");
    return {
      type,
      ...(source && { source }),
      ...(target && { target }),
      ...(options && { options: this.options(options, `${path}.options`) }),
    };
  }

  private checkFields(fields: readonly Field[], path: string): void {
    fields.forEach((field, i) => {
      const name = nameOf(field);
      const where = () => ({ ...this.where(field.at), path: `${path}.${utf8.decode(field.name)}` });
      if (!["type", "source", "target", "options"].includes(name)) {
        throw new Wrong("input.json-field", { item: field.name }, where());
      }
      if (fields.slice(0, i).some((other) => nameOf(other) === name || sameBytes(other.name, field.name))) {
        throw new Wrong("input.json-repeated", { item: field.name }, where());
      }
    });
  }

  private options(value: Json, path: string): Uint8Array[] {
    if (value.kind !== "list") return this.shape(value, path, "a list of texts");
    return value.items.map((item, i) => this.text(item, `${path}[${i}]`));
  }

  private text(value: Json, path: string): Uint8Array {
    if (value.kind !== "text") return this.shape(value, path, "a text");
    if (value.bytes.includes(0)) throw new Wrong("input.nul", { item: path }, { ...this.where(value.at), path });
    return value.bytes;
  }

  private shape(value: Json, path: string, other: string): never {
    throw new Wrong("input.json-shape", { item: path, other }, { ...this.where(value.at), path });
  }

  private where(at: number) {
    return { file: this.file, ...placeOf(this.bytes, at) };
  }
}

function nameOf(field: Field): string {
  return utf8.decode(field.name).toLowerCase();
}
