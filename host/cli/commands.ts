import type { Command } from "./description.ts";

/** Every command, loaded when it is asked for: start-up is most of what a command takes. */
export const commands = {
  plan: () => import("./commands/plan.ts"),
  mount: () => import("./commands/mount.ts"),
  with: () => import("./commands/with.ts"),
  user: () => import("./commands/user.ts"),
  unmount: () => import("./commands/unmount.ts"),
  holders: () => import("./commands/holders.ts"),
  recover: () => import("./commands/recover.ts"),
  list: () => import("./commands/list.ts"),
  probe: () => import("./commands/probe.ts"),
  replay: () => import("./commands/replay.ts"),
  show: () => import("./commands/show.ts"),
  explain: () => import("./commands/explain.ts"),
  completion: () => import("./commands/completion.ts"),
  man: () => import("./commands/man.ts"),
} as const satisfies Record<string, () => Promise<Command>>;

export type CommandName = keyof typeof commands;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
