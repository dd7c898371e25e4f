import * as fc from "fast-check";
import { isBytes } from "../../scripts/generate/core/shapes.ts";
import { camel } from "../../scripts/generate/names.ts";
import type { Type } from "../../scripts/generate/wit/resolve.ts";

const INTEGERS: Record<string, fc.Arbitrary<unknown>> = {
  bool: fc.boolean(),
  u8: fc.integer({ min: 0, max: 0xff }),
  u16: fc.integer({ min: 0, max: 0xffff }),
  u32: fc.integer({ min: 0, max: 0xffffffff }),
  u64: fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n })),
  // Half a surrogate pair is no text; a byte order mark at the start jco's own decoder leaves out.
  string: fc
    .string({ unit: "binary", maxLength: 6 })
    .filter((text) => text.isWellFormed() && !text.startsWith("\ufeff")),
};

/** Any value of a type as the host holds it; an option that is not there is a property that is undefined. */
export function arbitrary(type: Type): fc.Arbitrary<unknown> {
  if (isBytes(type)) return fc.uint8Array({ maxLength: 9 });
  switch (type.kind) {
    case "primitive": {
      const integers = INTEGERS[type.name];
      if (integers === undefined) throw new Error(`no values of ${type.name}`);
      return integers;
    }
    case "enum":
      return fc.constantFrom(...type.cases.map((item) => item.name));
    case "flags":
      return fc.record(Object.fromEntries(type.flags.map((flag) => [camel(flag.name), fc.boolean()])));
    case "record":
      return fc.record(Object.fromEntries(type.fields.map((field) => [camel(field.name), arbitrary(field.type)])));
    case "tuple":
      return fc.tuple(...type.elements.map(arbitrary));
    case "list":
      return fc.array(arbitrary(type.element), { maxLength: 4 });
    case "option":
      return fc.option(arbitrary(type.some), { nil: undefined });
    case "result": {
      const [ok, error] = [type.ok, type.error].map((part) => (part ? arbitrary(part) : fc.constant(undefined)));
      return fc.oneof(
        fc.record({ ok: fc.constant(true), value: ok as fc.Arbitrary<unknown> }),
        fc.record({ ok: fc.constant(false), error: error as fc.Arbitrary<unknown> }),
      );
    }
    case "variant":
      return fc.oneof(
        ...type.cases.map((item) => {
          const tag = fc.constant(item.name);
          return item.type ? fc.record({ tag, value: arbitrary(item.type) }) : fc.record({ tag });
        }),
      );
  }
}
