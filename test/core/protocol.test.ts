/** How a message must be given to the planner, and that what is given otherwise does no harm. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { INPUT_MAX } from "../../core-wasm/message/message.ts";
import { decodeNextResult, encodeNextParameter } from "../../host/planner/generated/codec.ts";
import { instantiated } from "./builds.ts";
import { CAPABILITIES, mount, overlay } from "./extreme.ts";

test("a message is answered once, and not at all before its place was asked for or beyond it", () => {
  const instance = instantiated();
  const rule = (at: number): string => {
    const memory = new Uint8Array(instance.memory.buffer);
    const answer = decodeNextResult(memory.slice(at, at + instance.answerSize()));
    return answer.ok ? answer.value.tag : answer.error.rule;
  };
  const message = encodeNextParameter({
    request: mount([overlay(["/a", "/b"])]),
    capabilities: CAPABILITIES,
    observations: [],
  });
  // Each of many: the memory is not used up either.
  for (let i = 0; i < 20; i++) assert.is(rule(instance.next(message.length)), "run.message");
  for (const size of [message.length + 8, -8, 0x7ffffff8, -0x80000000]) {
    new Uint8Array(instance.memory.buffer).set(message, instance.input(message.length));
    assert.is(rule(instance.next(size)), size > INPUT_MAX ? "budget.input" : "run.message", `${size} bytes`);
  }
  new Uint8Array(instance.memory.buffer).set(message, instance.input(message.length));
  assert.is(rule(instance.next(message.length)), "perform");
  assert.is(rule(instance.next(message.length)), "run.message");
  assert.is(instance.input(INPUT_MAX + 1), 0);
  assert.is(instance.input(-1), 0);
});

test("nothing is resumed that is not held, or with another size than was asked for", () => {
  const instance = instantiated();
  assert.is(instance.more(8), 0);
  assert.is(instance.resume(8), 0);
  const run = { request: mount([overlay(["/a", "/b"])]), capabilities: CAPABILITIES, observations: [] };
  const message = encodeNextParameter(run);
  const began = () => {
    new Uint8Array(instance.memory.buffer).set(message, instance.input(message.length));
    return instance.next(message.length);
  };
  began();
  assert.is(instance.resume(0), 0, "no place was asked for");
  for (const size of [-1, INPUT_MAX, 0x7fffffff, -0x80000000]) assert.is(instance.more(size), 0, `${size} bytes`);
  assert.ok(instance.more(64) > 0);
  assert.is(instance.resume(72), 0, "more than there is room for");
  began();
  assert.ok(instance.more(64) > 0);
  instance.input(8);
  assert.is(instance.resume(64), 0, "something else was asked for meanwhile");
});

test.run();
