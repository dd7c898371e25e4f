/** Ends with exit code 2: what is wrong, and the help. */
export function usage(help: string, what: string): never {
  process.stderr.write(`${what}\n\n${help}`);
  process.exit(2);
}

/** What `parse` gives of the arguments; what it throws is a user's mistake. */
export function read<T>(help: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    return usage(help, error instanceof Error ? error.message : String(error));
  }
}

/** The value of an option that is a whole number, from `least` on. */
export function wholeNumber(help: string, name: string, text: string, least: 0 | 1 = 0): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  return usage(help, `--${name} ${text}: a whole number${least > 0 ? ` from ${least}` : ""} is wanted`);
}

/** The seed that was asked for, or one that is drawn. */
export function seedOf(help: string, text: string | undefined): number {
  return text === undefined ? Math.floor(Math.random() * 2 ** 31) : wholeNumber(help, "seed", text);
}
