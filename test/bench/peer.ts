import type { Subprocess } from "bun";
import type { Contender, Prepared, Sample } from "./contender.ts";
import { type Layers, makePlace } from "./layers.ts";

/** A peer process that speaks the line protocol of peer.c: a request is a line, its answer is a line. */
export class Peer {
  readonly #process: Subprocess<"pipe", "pipe", "inherit">;
  readonly #answers: AsyncIterator<string>;

  constructor(command: readonly string[]) {
    this.#process = Bun.spawn([...command], { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
    this.#answers = lines(this.#process.stdout);
  }

  /** Sends a line and gives the words of the answer behind its `ok`. */
  async ask(line: string): Promise<string[]> {
    this.#process.stdin.write(`${line}\n`);
    this.#process.stdin.flush();
    const answer = await this.next();
    if (!answer.startsWith("ok")) throw new Error(`${line.split(" ", 3).join(" ")}: ${answer}`);
    return answer.split(" ").slice(1);
  }

  /** The next line that the peer says by itself. */
  async next(): Promise<string> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error("the peer has ended");
    return value;
  }

  async close(): Promise<void> {
    this.#process.stdin.end();
    await this.#process.exited;
  }
}

/**
 * A peer as a contender. `spent` and `whole` are measured inside the peer: BARE
 * and WHOLE of peer.c. What passes over the pipe is in neither.
 */
export function contenderOf(name: string, number: number, peer: Peer, layers: Layers): Contender {
  const sample = async (line: string): Promise<Sample> => {
    const [spent, whole] = await peer.ask(line);
    return { spent: Number(spent), whole: Number(whole) };
  };
  return {
    name,
    async prepare(one): Promise<Prepared> {
      const { own, target } = await makePlace(layers, number, one);
      const [id] = await peer.ask(`setup ${one.layers} ${one.mode} ${layers.snapshots} ${own} ${target}`);
      return { mount: () => sample(`mount ${id}`), unmount: () => sample(`unmount ${id}`) };
    },
    close: () => peer.close(),
  };
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true });
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
    }
  }
}
