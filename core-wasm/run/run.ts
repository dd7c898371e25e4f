import { Answer } from "../answers/answer.ts";
import { RequestTag } from "../generated/types.ts";
import { nextCheck } from "./check-run.ts";
import { nextClaims } from "./claim-run.ts";
import { Held } from "./held.ts";
import { History } from "./history.ts";
import { nextMount } from "./mount-run.ts";
import { nextProbe } from "./probe-run.ts";
import { nextRecover } from "./recover-run.ts";
import { nextUnmount } from "./unmount-run.ts";
import { nextUser } from "./user-run.ts";

/**
 * The next step of a run: a pure function of the request, the capabilities and what was observed so far. The history
 * holds the program that is given out.
 */
export function next(held: Held, answer: Answer): History {
  const run = held.run;
  const history = new History(run.observations, held.more, held.room);
  const request = run.request;
  const capabilities = run.capabilities;
  if (request.tag == RequestTag.MOUNT) nextMount(request.mount, capabilities, history, held, answer);
  else if (request.tag == RequestTag.UNMOUNT) nextUnmount(request.unmount, capabilities, history, answer);
  else if (request.tag == RequestTag.CHECK) nextCheck(request.check, capabilities, history, answer);
  else if (request.tag == RequestTag.PROBE) nextProbe(request.probe, capabilities, history, answer);
  else if (request.tag == RequestTag.RECOVER) nextRecover(request.recover, capabilities, history, answer);
  else if (request.tag == RequestTag.CLAIMS) nextClaims(request.claims, capabilities, answer);
  else nextUser(request.user, capabilities, history, answer);
  return history;
}
