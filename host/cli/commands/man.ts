import type { Call, CommandDescription, Outcome } from "../description.ts";
import type { JsonMan } from "../json.ts";

export const description = {
  name: "man",
  summary: "the manual page, for man(1) to show",
  usage: "",
  about: ["Prints layermount(8) in mdoc(7), made from what help is made from."],
  operands: [],
  options: {},
  examples: [
    { command: "layermount man | man -l -", description: "read it" },
    { command: "layermount man >/usr/local/share/man/man8/layermount.8", description: "install it" },
  ],
} as const satisfies CommandDescription;

export async function run(_call: Call<typeof description.options>): Promise<Outcome> {
  const page = await manual();
  const json: JsonMan = { ok: true, page };
  return { json, text: () => page };
}

/** layermount(8), of the version of this package. */
export async function manual(): Promise<string> {
  const { default: manifest } = await import("../../../package.json", { with: { type: "json" } });
  const { manualPage } = await import("../man/page.ts");
  return manualPage(manifest.version);
}
