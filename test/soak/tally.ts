/** What was done, how often, with which end, and how long it took. */
export class Tally {
  readonly #ends = new Map<string, number>();
  readonly #times = new Map<string, number[]>();
  /** What must not be. */
  readonly wrong: string[] = [];
  operations = 0;

  count(operation: string, end: string): void {
    this.operations++;
    const key = `${operation}: ${end}`;
    this.#ends.set(key, (this.#ends.get(key) ?? 0) + 1);
  }

  took(operation: string, milliseconds: number): void {
    const times = this.#times.get(operation) ?? [];
    // A tenth is enough for a median, and keeps the memory of five minutes small.
    if (times.length < 1000 || this.operations % 10 === 0) times.push(milliseconds);
    this.#times.set(operation, times);
  }

  /** How often an operation came to an end. */
  ended(operation: string, end: string): number {
    return this.#ends.get(`${operation}: ${end}`) ?? 0;
  }

  get lines(): string[] {
    const ends = [...this.#ends].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => `  ${count} ${key}`);
    const times = [...this.#times].map(([operation, all]) => {
      const sorted = all.toSorted((a, b) => a - b);
      const at = (part: number) => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(2);
      return `  ${operation}: half within ${at(0.5)} ms, 99 of 100 within ${at(0.99)} ms, all within ${at(1)} ms`;
    });
    return [...ends, ...times];
  }
}
