/** With which rights one is here, from what the kernel answered to a probe. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { planner } from "../../host/planner/planner.ts";
import { PaperKernel } from "./paper.ts";
import type { Fault, World } from "./paper-world.ts";
import { vector } from "./vectors.ts";

const [EPERM, ENOENT, EACCES, EINVAL] = [1, 2, 13, 22] as const;
const INITIAL = { "/proc/self/ns/user": 0xeffffffd };
const OTHER = { "/proc/self/ns/user": 4026532177 };
/** The answer of the kernel to somebody who may mount: the directory is no mount point. */
const may: Fault = { op: "mount", errno: EINVAL };

const shared = await planner();

function probed(world: World, attach: boolean) {
  const request = { tag: "probe", value: { directory: "/tmp", token: "t0", attach } } as const;
  const capabilities = vector("6.18");
  const first = shared.next({ request, capabilities, observations: [] });
  if (!first.ok || first.value.tag !== "perform") throw new Error("a probe performs");
  const observations = [new PaperKernel(world).observe(first.value.value)];
  const second = shared.next({ request, capabilities, observations });
  if (!second.ok || second.value.tag !== "probed") throw new Error("one program is a probe");
  const { capabilities: found, answers } = second.value.value;
  return { privilege: found.privilege, attach: answers.find(({ name }) => name === "attach") };
}

const rows: readonly (readonly [string, World, string])[] = [
  ["root", { faults: [may], inodes: INITIAL }, "full"],
  ["in a user namespace", { faults: [may], inodes: OTHER }, "namespaced"],
  ["an ordinary user", { faults: [{ op: "mount", errno: EPERM }], inodes: INITIAL }, "none"],
  ["a namespace without rights", { faults: [{ op: "mount", errno: EPERM }], inodes: OTHER }, "none"],
  [
    "without /proc nobody can tell",
    { faults: [may, { op: "statx", text: "/proc/self/ns/user", errno: ENOENT }] },
    "full",
  ],
  [
    "an ordinary user in a directory of somebody else's",
    {
      faults: [
        { op: "mount", errno: ENOENT },
        { op: "fsopen", errno: EPERM },
      ],
      inodes: INITIAL,
    },
    "none",
  ],
  ["root in a directory that is full", { faults: [{ op: "mount", errno: ENOENT }], inodes: INITIAL }, "full"],
  [
    "root under a filter that forbids fsopen",
    { faults: [may, { op: "fsopen", errno: EPERM }], inodes: INITIAL },
    "full",
  ],
];

for (const [name, world, privilege] of rows) test(name, () => assert.is(probed(world, false).privilege, privilege));

test("the namespace is allowed and the mount is not: it is told with what it was refused", () => {
  const denied = (fault: Fault) => probed({ faults: [fault, may], inodes: OTHER }, true);
  for (const op of ["fsmount", "umount"]) {
    const { privilege, attach } = denied({ op, errno: EACCES });
    assert.is(privilege, "namespaced");
    assert.is(attach?.errno, EACCES, op);
  }
  const attached = denied({ op: "move_mount", text: ".layermount-probe-t0/t", errno: EPERM });
  assert.is(attached.attach?.errno, EPERM);
  const writing = denied({ op: "mkdir", text: ".layermount-probe-t0/t/n", errno: EACCES });
  assert.is(writing.attach?.errno, EACCES);
});

test("nothing is attached unless that is asked for", () => {
  assert.is(probed({ faults: [may], inodes: OTHER }, false).attach, undefined);
});

test.run();
