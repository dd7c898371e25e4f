/** One operation of a program: what effects.json says of it. */
export interface Effect {
  readonly op: string;
  /** One letter for each argument. */
  readonly args: string;
  readonly names: readonly string[];
  /** What the dst register receives. */
  readonly into?: "fd" | "id";
  /** Bytes in the observation: a number, or the name of the argument that limits them. */
  readonly out?: number | string;
}

export interface Effects {
  readonly version: number;
  readonly effects: readonly Effect[];
}

/** Reads effects.json and checks that what depends on another part of it fits. */
export function parseEffects(text: string): Effects {
  const { version, effects } = JSON.parse(text) as Effects;
  if (!Number.isInteger(version)) throw new Error("effects.json: version is no number");
  const seen = new Set<string>();
  for (const effect of effects) {
    const { op, args, names, into } = effect;
    const wrong = (what: string): never => {
      throw new Error(`effects.json: ${op}: ${what}`);
    };
    if (!/^[a-z][a-z0-9_]*$/.test(op)) wrong("no name");
    if (seen.has(op)) wrong("a second one");
    seen.add(op);
    if (!/^[FRSNBIO]{1,6}$/.test(args)) wrong(`arguments ${args}`);
    if (names.length !== args.length) wrong("as many names as arguments");
    if (/B(?!I)/.test(args)) wrong("B without a length after it");
    if (into !== undefined && into !== "fd" && into !== "id") wrong(`into ${into}`);
    resultBytes(effect);
  }
  return { version, effects };
}

/** Bytes of the result; -1 - n where the argument n limits them. */
export function resultBytes({ op, out, names }: Effect): number {
  if (out === undefined) return 0;
  if (typeof out === "number") return out;
  const index = names.indexOf(out);
  if (index < 0) throw new Error(`effects.json: ${op}: no argument ${out}`);
  return -1 - index;
}
