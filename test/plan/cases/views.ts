/** Views, and whom an image's USER means. */
import type { Request } from "../../../host/planner/generated/types.ts";
import type { MountRequest } from "../../../host/types.ts";
import { vector } from "../vectors.ts";
import { type Golden, ran, together, variants } from "./golden.ts";
import { container } from "./layouts.ts";

const ENOENT = 2;
const REGULAR = 0o100644;
const NEWEST = vector("6.18");
const MAPS = ["uidmap=0:100000:65536", "gidmap=0:100000:65536"];

const listed = (...options: string[]): MountRequest["mounts"] => [{ type: "overlay", source: "overlay", options }];
const WORDS = ["workdir=/s/3/work", "upperdir=/s/3/fs", "lowerdir=/s/2/fs:/s/1/fs", "volatile"];

const plans = variants("views", "what becomes of words in a view (6.18)", NEWEST, {
  "read-only: the upperdir is the topmost layer": container(2, { view: "read-only" }),
  "read-only: words that containerd writes, with maps": {
    mounts: listed(...MAPS, ...WORDS),
    target: "/target",
    view: "read-only",
  },
  "read-only: a bind": {
    mounts: [{ type: "bind", source: "/src", options: ["rbind", "rw"] }],
    target: "/target",
    view: "read-only",
  },
  "temporary: volatile is left out": { mounts: listed(...WORDS), target: "/target", view: "temporary" },
});

const asking = (user: string, groups: string[] = []): Request => {
  return { tag: "user", value: { root: "/image", user, groups } };
};
const files = { modes: { "/image/etc/passwd": REGULAR, "/image/etc/group": REGULAR } };

const users = together("run-user", "whom an image's USER means", [
  ran("run-user-found", "both files are looked at, then read", asking("web", ["7"]), NEWEST, {
    ...files,
    message: "web:x:33:34",
  }),
  ran("run-user-missing", "there are no files: a number is enough", asking("1000"), NEWEST, {
    faults: [{ op: "openat2", errno: ENOENT }],
  }),
  ran("run-user-directory", "what is no file is never opened", asking("1000"), NEWEST, {}),
  ran("run-user-nobody", "nobody has that name", asking("nobody"), NEWEST, { ...files, message: "web:x:33:34" }),
]);

/** Golden files of views. */
export const views: readonly Golden[] = [plans, users];
