#!/usr/bin/env bun
// What a package's command is: runs the command line in whatever runtime it is started by. Node 20 does not tell a
// module whether it is the one that was started, so main.ts cannot do that everywhere.
import { runtime } from "#runtime";
import { main } from "./main.ts";

void main(runtime.args()).then((code) => {
  process.exitCode = code;
});
