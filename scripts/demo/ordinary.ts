// The demo for somebody who may not mount: everything happens in namespaces of their own.
import { writeFileSync } from "node:fs";
import { type Capabilities, type MountedWith, type MountRequest, plan, withMount } from "../../host/index.ts";
import { mountTable } from "../../test/proof/mountinfo.ts";
import { runtimeCommand } from "../../test/support/program.ts";
import type { Told } from "./inside.ts";
import { line, milliseconds } from "./page.ts";
import { planLines } from "./plan.ts";
import type { Root } from "./root.ts";

/** Mounts the root in a namespace, has it looked at and written to by a command there, and takes it down. */
export async function demoWith(root: Root, request: MountRequest, capabilities: Capabilities): Promise<void> {
  for (const text of planLines(await plan(request, { capabilities }))) line(...text);
  const { stack, top, attributes, state } = root;
  const told: Told = { seen: { stack, top, attributes }, outside: mountTable() };
  writeFileSync(state, JSON.stringify(told));
  const argv = [...runtimeCommand(new URL("inside.ts", import.meta.url).pathname), state];
  let begun = performance.now();
  const onStart = ({ mounts, warnings }: MountedWith): void => {
    const [{ layers, way, mountId } = { layers: 0, way: undefined, mountId: 0n }] = mounts;
    const where = "in a user and a mount namespace of its own";
    line("mounted", `in ${milliseconds(begun)}, ${where}: ${layers} layers by ${way}, mount id ${mountId}`);
    line("proved", "before anybody saw it: the mount is ours, writable, and holds the layers that were asked for");
    for (const { message } of warnings) line("warning", new TextDecoder().decode(message));
  };
  const { exit, unmounted, failure } = await withMount(request, { argv }, { onStart });
  begun = performance.now();
  if (failure) throw failure;
  if (!("code" in exit) || exit.code !== 0) throw new Error("what looked at the mount ended with an error");
  line("unmounted", `${unmounted?.unmounted} mount, and the namespaces are gone`);
}
