/** Between the making of a journal and its lock somebody may take it for what the dead have left. */
import { existsSync, mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bytesOf } from "../../host/bytes.ts";
import { asked } from "../../host/linux/asked.ts";
import { LOCK_EX_NB, O_CREAT, O_RDWR } from "../../host/linux/numbers.ts";
import { CWD } from "../../host/linux/program.ts";
import { Session } from "../../host/linux/session.ts";
import { Journal, newToken } from "../../host/records/journal.ts";
import { isDead, journalNames, OpenJournal, removeDead } from "../../host/records/left-journals.ts";
import { isSeen, stillNamed } from "../../host/records/opening.ts";
import { freshState, session } from "./support.ts";

const REGISTER = 7;

test("a file that lost its name stops the program, one that has it does not", async () => {
  const { path } = await freshState("named");
  mkdirSync(path);
  for (const isLost of [false, true]) {
    const file = `${path}/${isLost}`;
    const [seen] = await asked(session, (builder) => {
      builder.open(REGISTER, CWD, file, O_CREAT | O_RDWR, 0o600);
      builder.flock(REGISTER, LOCK_EX_NB);
      if (isLost) builder.unlink(CWD, file);
      stillNamed(builder, REGISTER);
    });
    assert.is(isSeen(seen.errno), isLost, `errno ${seen.errno}`);
    assert.is(existsSync(file), !isLost);
    await session.reset();
  }
});

test("a journal is its owner's as long as it is open; who only looks is in nobody's way", async () => {
  const state = await freshState("owner");
  mkdirSync(state.path, { mode: 0o700 });
  const [own, other] = [new Session(), new Session()];
  try {
    const journal = await Journal.open(state, own, bytesOf("/t"), newToken());
    const [name = ""] = await journalNames(state);
    assert.is(await isDead(state, name), false);
    await removeDead(state, name);
    assert.equal(await journalNames(state, "/t/"), [name], "the living keep theirs");
    journal?.close();
    const looked = await OpenJournal.open(state, other, name);
    assert.is("why" in looked, false);
    assert.is(await isDead(state, name), false, "somebody takes it back");
    await other.reset();
    assert.is(await isDead(state, name), true);
    await removeDead(state, name);
    assert.equal(await journalNames(state), []);
  } finally {
    await own.close();
    await other.close();
  }
});

test.run();
