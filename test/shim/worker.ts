/** Starts a program that takes 100 ms and says so; the test ends it meanwhile. */
import { Session } from "../../host/linux/session.ts";
import { assemble, op } from "./assemble.ts";

const { bytes, observationBytes } = assemble([op("sleep", 0)]);
const session = new Session();
await session.run(bytes, observationBytes);
const long = assemble([op("sleep", 100)]);
void session.run(long.bytes, long.observationBytes);
postMessage("started");
