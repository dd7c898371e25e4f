/** The runtime cannot do something, or may not: a rule of the table, and what fills it. */
export class Unable extends Error {
  override readonly name = "Unable";

  constructor(
    readonly rule: "runtime.permission" | "runtime.planning-only",
    readonly item: string,
    readonly other: string,
  ) {
    super(`${rule}: ${item}: ${other}`);
  }
}
