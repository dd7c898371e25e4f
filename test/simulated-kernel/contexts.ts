/** fsopen(2), fsconfig(2) and fsmount(2). */
import type { Run } from "./driver.ts";
import { makeErofs } from "./erofs/erofs.ts";
import { ErofsConfig, takeErofs } from "./erofs/options.ts";
import { create, isType } from "./filesystems.ts";
import type { Context, Description } from "./kernel.ts";
import type { FileSystem } from "./node.ts";
import * as n from "./numbers.ts";
import { OverlayConfig, takeDescriptor, takeOption } from "./overlay/config.ts";
import { makeOverlay } from "./overlay/overlay.ts";
import type { Rules } from "./rules.ts";
import { SB_FLAGS } from "./sb-flags.ts";

export function fsopen({ kernel }: Run, type: string): number {
  if (!isType(type)) return -kernel.rules.errnos.noSuchType;
  const context: Context = {
    type,
    phase: "parameters",
    source: undefined,
    flags: 0,
    messages: [],
    fs: undefined,
    own: ownOf(type, kernel.rules),
    collected: 0,
  };
  return kernel.open({ path: undefined, context, flags: 0, offset: 0 });
}

/** EROFS looks at each of its keys since 5.7, overlay since 6.5; the others are asked for all of them at once. */
function ownOf(type: string, { features }: Rules): unknown {
  if (type === "erofs") return new ErofsConfig();
  return type === "overlay" && features.overlayKeys ? new OverlayConfig() : [];
}

/** A parameter of a file system that looks at none before CREATE: it is kept, in a page. */
function collect({ kernel }: Run, context: Context, key: string, value: string | undefined): number {
  const text = value === undefined ? key : `${key}=${value}`;
  if (context.collected + text.length > kernel.rules.budgets.legacyTotal) {
    context.messages.push("e VFS: Legacy: Cumulative options too large\n");
    return -n.EINVAL;
  }
  if (text.includes(",")) {
    context.messages.push(`e VFS: Legacy: Option '${key}' contained comma\n`);
    return -n.EINVAL;
  }
  context.collected += 1 + text.length;
  (context.own as string[]).push(text);
  return 0;
}

function parameter(run: Run, context: Context, key: string, value: string | undefined): number {
  const flag = SB_FLAGS[key];
  if (flag !== undefined) {
    context.flags = key === "rw" ? context.flags & ~1 : context.flags | flag;
    return 0;
  }
  if (key === "source" && value !== undefined) {
    if (context.source !== undefined) return -n.EINVAL;
    context.source = value;
    return 0;
  }
  const { own, messages } = context;
  if (own instanceof ErofsConfig)
    return takeErofs(own, key, value, run.kernel.rules, (message) => void messages.push(message));
  if (own instanceof OverlayConfig) return takeOption(run, own, key, value, (message) => messages.push(message));
  return collect(run, context, key, value);
}

function make(run: Run, context: Context): FileSystem | number {
  const { own, type, source, flags } = context;
  if (own instanceof OverlayConfig) return makeOverlay(run, own, source ?? "none", (flags & n.MS_RDONLY) !== 0);
  if (own instanceof ErofsConfig) return makeErofs(run, own, source, flags);
  return create(run, type, source, flags, (own as string[]).join(","));
}

function createFrom(run: Run, context: Context): number {
  if (context.phase !== "parameters") return -run.kernel.rules.errnos.createdTwice;
  const fs = make(run, context);
  if (typeof fs === "number") {
    context.phase = "failed";
    return fs;
  }
  // The context has it until it is closed.
  fs.mounts++;
  context.fs = fs;
  context.phase = "made";
  return 0;
}

/** Once it was mounted a context changes what there is, which an overlay does not allow. */
function reconfigured({ phase, messages }: Context): number {
  if (phase !== "mounted") return -n.EBUSY;
  messages.push("e overlay: No changes allowed in reconfigure\n");
  return -n.EINVAL;
}

function contextOf({ session }: Run, register: number): Context | number {
  const open: Description | undefined = session.description(register);
  return open === undefined ? -n.EBADF : (open.context ?? -n.EINVAL);
}

export function fsconfig(
  run: Run,
  register: number,
  command: number,
  key: string | undefined,
  value: string | undefined,
): number {
  const context = contextOf(run, register);
  if (typeof context === "number") return context;
  if (command === n.FSCONFIG_CMD_CREATE) return createFrom(run, context);
  const { budgets, errnos } = run.kernel.rules;
  const isString = command === n.FSCONFIG_SET_STRING;
  if (key === undefined || (value === undefined) === isString) return -n.EINVAL;
  if (!isString && command !== n.FSCONFIG_SET_FLAG) return -n.EOPNOTSUPP;
  const isLong = key.length > budgets.value || (value?.length ?? 0) > budgets.value;
  if (isLong && errnos.valueTooLong !== 0) return -errnos.valueTooLong;
  if (context.phase !== "parameters") return reconfigured(context);
  return parameter(run, context, key, value);
}

export function fsconfigFd(run: Run, register: number, command: number, key: string, fd: number): number {
  const context = contextOf(run, register);
  if (typeof context === "number") return context;
  const given = run.session.description(fd);
  if (given === undefined) return -n.EBADF;
  if (command !== n.FSCONFIG_SET_FD) return -n.EINVAL;
  const { own, messages, phase } = context;
  if (!(own instanceof OverlayConfig)) return -n.EOPNOTSUPP;
  if (phase !== "parameters") return -n.EBUSY;
  return takeDescriptor(run, own, key, given, (message) => messages.push(message));
}

export function fsmount(run: Run, register: number, attributes: number): number {
  const { kernel } = run;
  const context = contextOf(run, register);
  if (typeof context === "number") return context;
  if ((attributes & ~n.MOUNT_ATTRS) !== 0) return -n.EINVAL;
  const { fs } = context;
  if (fs === undefined) return -n.EINVAL;
  if (context.phase !== "made") return -n.EBUSY;
  context.phase = "mounted";
  const mount = kernel.mountOf(fs, fs.root);
  mount.attributes = attributes;
  return kernel.open({ path: { mount, node: mount.root }, flags: n.O_PATH, owns: true, offset: 0 });
}
