/** Looking a user up is a run like others: recorded, told, replayed, and told without the names of whoever it was. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { painted } from "../../host/cli/paint.ts";
import { shownTrace } from "../../host/cli/text/trace.ts";
import { RefusedError, redactTrace, replay, resolveUser, traceText } from "../../host/index.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { temporary } from "../support/temporary.ts";

if (inPrivateNamespace(import.meta.filename)) {
  const place = temporary("user-trace");
  const image = `${place.path}/secret-image`;
  const file = `${place.path}/run.trace`;
  mkdirSync(`${image}/etc`, { recursive: true });
  writeFileSync(
    `${image}/etc/passwd`,
    "root:x:0:0:root:/root:/bin/sh\n# a comment\nalice:x:1000:1001:Alice Example:/:\n",
  );
  writeFileSync(`${image}/etc/group`, "#alice:x:9:\nalice:x:1001:\nkeepers:x:70:bob,alice\n");
  const request = { mounts: [{ type: "overlay", lowers: [image] }] };

  const USERS = [
    ["alice", ["keepers", "7"]],
    ["alice:keepers", []],
    ["1000", []],
    ["", []],
    ["mallory", []],
  ] as const;

  for (const [user, groups] of USERS) {
    test(`USER ${JSON.stringify(user)} ${groups}`, async () => {
      const answer = await resolveUser(request, user, { groups, record: file }).catch((error: unknown) => error);
      if (user === "mallory") assert.instance(answer, RefusedError);
      const recorded = readFileSync(file);
      const text = await traceText(recorded);
      assert.match(text, `"request":{"user":{`);
      assert.match(text, user === "mallory" ? `"rule":"user.no-user"` : `"outcome":{"resolved":{`);
      assert.is((await replay(recorded)).same, true);
      assert.match(shownTrace(text, painted(false)), /^user .*layermount-/m);
      const redacted = await redactTrace(recorded);
      for (const name of ["alice", "Alice", "Example", "keepers", "bob", "secret-image", "mallory"]) {
        assert.not.match(redacted, name);
      }
      assert.is((await replay(Buffer.from(redacted))).same, true);
      const numbers = /"(?:uid|gid|additional-gids)":[^,}]*/g;
      assert.equal(redacted.match(numbers), text.match(numbers), "ids are kept");
    });
  }

  test.after(() => place.remove());
}

test.run();
