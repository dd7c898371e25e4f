/**
 * Bytes in the planner's memory, for tests of the core as plain TypeScript. Text
 * is one character a byte, as everywhere in the tests (names.ts).
 */
import { Bytes } from "../../core-wasm/bytes/bytes.ts";
import { BytesList, MOUNT_SIZE, MountList } from "../../core-wasm/generated/types.ts";
import { alloc, plainMemory, put8, put32, reserve } from "../../core-wasm/memory/memory.ts";

/** Puts text or bytes into the planner's memory; gone after its next `reset()`. */
export function bytes(text: string | Uint8Array): Bytes {
  const content = typeof text === "string" ? Buffer.from(text, "latin1") : text;
  const at = reserve(content.length);
  plainMemory().set(content, at);
  return new Bytes(at, content.length);
}

/** What bytes of the planner's memory say. */
export function text(from: Bytes): string {
  return Buffer.from(plainMemory().subarray(from.at, from.at + from.length)).toString("latin1");
}

function put(at: number, { at: address, length }: { at: number; length: number }): void {
  put32(at, address);
  put32(at + 4, length);
}

function array<T>(
  items: readonly T[],
  size: number,
  place: (at: number, item: T) => void,
): { at: number; length: number } {
  const at = alloc(items.length * size);
  items.forEach((item, i) => {
    place(at + i * size, item);
  });
  return { at, length: items.length };
}

function strings(items: readonly string[]): { at: number; length: number } {
  return array(items, 8, (at, item) => put(at, bytes(item)));
}

/** A list of byte strings as it lies in a request. */
export function bytesList(items: readonly string[]): BytesList {
  const head = alloc(8);
  put(head, strings(items));
  return new BytesList(head);
}

/** One mount of a test: containerd's JSON, or with its layers by themselves. */
export interface MountCase {
  readonly type: string;
  readonly source?: string;
  readonly target?: string;
  readonly options?: readonly string[];
  readonly lowers?: readonly string[];
  readonly upper?: string;
  readonly work?: string;
}

function optional(at: number, value: string | undefined): void {
  if (value === undefined) return;
  put8(at, 1);
  put(at + 4, bytes(value));
}

/** A mount list as it lies in a request. */
export function mountList(mounts: readonly MountCase[]): MountList {
  const head = alloc(8);
  const records = array(mounts, MOUNT_SIZE, (at, mount) => {
    put(at, bytes(mount.type));
    put(at + 8, bytes(mount.source ?? ""));
    put(at + 16, bytes(mount.target ?? ""));
    put(at + 24, strings(mount.options ?? []));
    put(at + 32, strings(mount.lowers ?? []));
    optional(at + 40, mount.upper);
    optional(at + 52, mount.work);
  });
  put(head, records);
  return new MountList(head);
}
