/** What a case can do, wherever it is played. Names are beneath the scene's own directory; empty: that itself. */
import { LayermountError } from "../../../host/errors.ts";
import { plannedRequest } from "../../../host/library/request.ts";
import type {
  Capabilities,
  MountOutcome,
  Request,
  UnmountOutcome,
  UnmountRequest,
} from "../../../host/planner/generated/types.ts";
import { planner } from "../../../host/planner/planner.ts";
import { carryOut } from "../../../host/run/carry-out.ts";
import type { Driver } from "../../../host/run/driver.ts";
import type { Mount } from "../../../host/types.ts";

/** The part of a scene that is another one on each kernel. */
export interface Stage {
  readonly capabilities: Capabilities;
  readonly driver: Driver;
  /** Absolute path of a name. */
  at(name: string): string;
  directory(name: string): void;
  file(name: string): void;
  symlink(name: string, to: string): void;
  rename(from: string, to: string): void;
  removeDirectory(name: string): void;
  /** Whether anything is by that name. */
  has(name: string): boolean;
  /** Somebody else mounts a tmpfs. */
  tmpfs(name: string): void;
  /** As mount --move. */
  moveMount(from: string, to: string): void;
  umount(name: string): void;
  share(name: string): void;
  /** Opens what is there; what comes back lets go of it. */
  hold(name: string): () => void;
  /** Where mounts are beneath the scene's directory, in the table's order. */
  mounted(): string[];
  /** Called after each program of the planner. */
  afterProgram?: (() => void) | undefined;
  /** Between two requests nothing is held. */
  rest(): Promise<void>;
  end(): Promise<void>;
}

const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, "latin1"));

/** How a request ended. */
export type Ended = { readonly unmounted: UnmountOutcome } | { readonly error: LayermountError };

/** A tmpfs of ours at a sub-target; empty: the root. */
export function tmpfs(target = ""): Mount {
  return { type: "tmpfs", source: "ours", target, options: ["size=64k"] };
}

/** A recursive bind of a name. */
export function rbind(stage: Stage, source: string): Mount {
  return { type: "bind", source: text(stage.at(source)), options: ["rbind"] };
}

/** Mounts a list at `target`; `mkdir`: the directory is made. */
export async function mount(
  stage: Stage,
  target: string,
  mounts: readonly Mount[],
  mkdir = false,
): Promise<MountOutcome> {
  const answer = await asked(stage, plannedRequest({ mounts, target: text(stage.at(target)), mkdir }));
  if (answer.tag !== "mounted") throw new Error(`it ended as ${answer.tag}`);
  return answer.value;
}

/** Takes down what was mounted. */
export async function unmount(
  stage: Stage,
  { target, mounts, madeTarget, made }: MountOutcome,
  how: Partial<UnmountRequest> = {},
): Promise<Ended> {
  const identities = mounts.map(({ identity }) => identity);
  const usual = { target, mounts: identities, any: false, patience: 0, lazy: false, elsewhere: 0 };
  const value: UnmountRequest = { ...usual, removeTarget: madeTarget, ...(made && { made }), ...how };
  try {
    const answer = await asked(stage, { tag: "unmount", value });
    if (answer.tag !== "unmounted") throw new Error(`it ended as ${answer.tag}`);
    return { unmounted: answer.value };
  } catch (error) {
    if (error instanceof LayermountError) return { error };
    throw error;
  }
}

async function asked(stage: Stage, request: Request) {
  const { driver } = stage;
  const watched: Driver = {
    async run(program, bytes, meanwhile) {
      const seen = (await driver.run(program, bytes, meanwhile)).slice();
      stage.afterProgram?.();
      return seen;
    },
  };
  try {
    return (await carryOut(await planner(), watched, request, stage.capabilities)).answer;
  } finally {
    await stage.rest();
  }
}
